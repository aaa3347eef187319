"""A small shop with faults on purpose: it exists to be scanned."""

import hashlib
import os
import pickle
import random
import sqlite3
import subprocess
import tempfile

import requests
import yaml
from flask import Flask, make_response, redirect, render_template_string, request

app = Flask(__name__)
app.config["SECRET_KEY"] = "not-a-real-key-4711"
DATABASE = "shop.db"


def connect():
    return sqlite3.connect(DATABASE)


@app.route("/products")
def products():
    term = request.args.get("q", "")
    rows = connect().execute("SELECT id, name, price FROM products WHERE name LIKE '%" + term + "%'")
    return {"items": rows.fetchall()}


@app.route("/orders/<order_id>")
def order(order_id):
    cursor = connect().cursor()
    cursor.execute(f"SELECT * FROM orders WHERE id = {order_id}")
    return {"order": cursor.fetchone()}


@app.route("/login", methods=["POST"])
def login():
    name = request.form["name"]
    digest = hashlib.md5(request.form["password"].encode()).hexdigest()
    user = connect().execute("SELECT id FROM users WHERE name = '%s' AND password = '%s'" % (name, digest)).fetchone()
    if user is None:
        return redirect(request.args.get("next", "/"))
    response = make_response({"token": str(random.random())})
    response.set_cookie("session", str(random.randint(0, 1 << 30)))
    return response


@app.route("/greet")
def greet():
    return render_template_string("<h1>Hello " + request.args.get("name", "you") + "</h1>")


@app.route("/cart", methods=["POST"])
def cart():
    return {"cart": pickle.loads(request.data)}


@app.route("/settings", methods=["POST"])
def settings():
    return {"settings": yaml.load(request.data, Loader=yaml.Loader)}


@app.route("/ping")
def ping():
    host = request.args.get("host", "localhost")
    return subprocess.check_output("ping -c 1 " + host, shell=True)


@app.route("/thumbnail")
def thumbnail():
    os.system("convert " + request.args["file"] + " -resize 64x64 out.png")
    return {"ok": True}


@app.route("/proxy")
def proxy():
    return requests.get(request.args["url"], verify=False).text


@app.route("/invoice")
def invoice():
    with open("invoices/" + request.args["name"]) as file:
        return file.read()


@app.route("/price")
def price():
    return {"price": eval(request.args["formula"])}


@app.route("/export")
def export():
    path = tempfile.mktemp()
    with open(path, "w") as file:
        file.write("id;name\n")
    os.chmod(path, 0o777)
    return {"path": path}


def legacy_checksum(data):
    # Old invoices carry it; nothing is trusted because of it.
    return hashlib.sha1(data).hexdigest()  # nosemgrep: python-weak-hash


if __name__ == "__main__":
    app.run(host="0.0.0.0", debug=True)
