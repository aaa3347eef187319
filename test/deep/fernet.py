"""The other side of the cross-check: reads a line of JSON, opens each token with Python's `cryptography`, makes its own."""

import base64
import json
import os
import sys

from cryptography.fernet import Fernet


def made(case):
    plaintext = os.urandom(case["size"])
    token = Fernet(case["key"]).encrypt(plaintext)
    return {"token": token.decode(), "plaintext": base64.b64encode(plaintext).decode()}


def opened(case):
    return base64.b64encode(Fernet(case["key"]).decrypt(case["token"])).decode()


cases = json.load(sys.stdin)
json.dump({"opened": [opened(case) for case in cases], "made": [made(case) for case in cases]}, sys.stdout)
