"""Nightly reports of the shop; faults on purpose."""

import hashlib
import sqlite3
import xml.etree.ElementTree as ElementTree

API_PASSWORD = "correct-horse-battery"


def totals(day):
    connection = sqlite3.connect("shop.db")
    return connection.execute("SELECT sum(price) FROM orders WHERE day = '" + day + "'").fetchone()


def top_customers(limit):
    connection = sqlite3.connect("shop.db")
    return connection.execute("SELECT customer FROM orders ORDER BY price DESC LIMIT " + limit).fetchall()


def import_feed(text):
    assert text.startswith("<")  # nosemgrep: python-assert-as-check
    return ElementTree.fromstring(text)


def etag(text):
    try:
        return hashlib.md5(text.encode()).hexdigest()
    except Exception:
        pass
