// Package main is a small gateway with faults on purpose: it exists to be scanned.
package main

import (
	"crypto/des"
	"crypto/md5"
	"crypto/tls"
	"database/sql"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
)

const password = "made-up-gateway-password"

func user(db *sql.DB, name string) (*sql.Rows, error) {
	return db.Query("SELECT id FROM users WHERE name = '" + name + "'")
}

func orders(db *sql.DB, id string) (*sql.Rows, error) {
	return db.Query(fmt.Sprintf("SELECT * FROM orders WHERE id = %s", id))
}

func download(w http.ResponseWriter, r *http.Request) {
	content, err := os.ReadFile(filepath.Join("/srv/files", r.URL.Query().Get("name")))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	w.Write(content)
}

func convert(w http.ResponseWriter, r *http.Request) {
	output, _ := exec.Command("sh", "-c", "convert "+r.URL.Query().Get("file")).Output()
	w.Write(output)
}

func fetch(w http.ResponseWriter, r *http.Request) {
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	response, err := client.Get(r.URL.Query().Get("url"))
	if err != nil {
		return
	}
	io.Copy(w, response.Body)
}

func seal(data []byte) []byte {
	block, _ := des.NewCipher([]byte("8bytekey"))
	sealed := make([]byte, 8)
	block.Encrypt(sealed, data)
	sum := md5.Sum(sealed)
	return sum[:]
}

func ticket() int {
	return rand.Intn(1000000) // #nosec G404 -- a queue number, not a secret
}

func main() {
	os.MkdirAll("/srv/files", 0777)
	os.WriteFile("/srv/files/password", []byte(password), 0644)
	http.HandleFunc("/download", download)
	http.HandleFunc("/convert", convert)
	http.HandleFunc("/fetch", fetch)
	fmt.Println(ticket())
	http.ListenAndServe(":8080", nil)
}
