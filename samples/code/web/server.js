// A small server with faults on purpose: it exists to be scanned.
const { exec } = require('child_process')
const crypto = require('crypto')
const express = require('express')
const fs = require('fs')
const path = require('path')

const app = express()
const API_TOKEN = 'made-up-token-0123456789abcdef'
const handlers = { list: () => [], count: () => 0 }

app.get('/files', (request, response) => {
  const file = path.join(__dirname, 'public', request.query.name)
  fs.readFile(file, (error, content) => response.send(error ? String(error) : content))
})

app.get('/archive', (request, response) => {
  exec('tar czf - ' + request.query.folder, (error, output) => response.send(output))
})

app.get('/calc', (request, response) => {
  response.send(String(eval(request.query.expression)))
})

app.get('/search', (request, response) => {
  const pattern = new RegExp(request.query.pattern)
  response.send(fs.readdirSync(request.query.folder).filter((name) => pattern.test(name)))
})

app.get('/hello', (request, response) => {
  response.send('<h1>Hello ' + request.query.name + '</h1>')
})

app.get('/go', (request, response) => {
  response.redirect(request.query.to)
})

app.get('/run', (request, response) => {
  response.send(handlers[request.query.action]())
})

app.get('/mail', (request, response) => {
  response.send(/^([a-z0-9]+)+@([a-z0-9]+\.)+[a-z]+$/.test(request.query.address))
})

app.post('/session', (request, response) => {
  if (request.headers.token === API_TOKEN) response.send({ id: Math.random().toString(36) })
  const digest = crypto.createHash('md5').update(request.headers.token).digest('hex')
  const id = crypto.pseudoRandomBytes(16).toString('hex')
  setTimeout('console.log("' + digest + '")', 100)
  response.send({ id })
})

app.listen(3000)
