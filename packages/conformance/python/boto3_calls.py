"""Calls AWS by boto3: a line {service, operation, input} in, a line {output} or {error, status} out."""

import datetime
import json
import re
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

endpoint = sys.argv[1]
clients = {}


def client(service):
    if service not in clients:
        clients[service] = boto3.client(
            service,
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id="key",
            aws_secret_access_key="secret",
        )
    return clients[service]


def given(value):
    if isinstance(value, list):
        return [given(element) for element in value]
    if isinstance(value, dict):
        if "$bytes" in value:
            return value["$bytes"].encode()
        if "$date" in value:
            return datetime.datetime.fromtimestamp(value["$date"] / 1000, datetime.timezone.utc)
        return {name: given(member) for name, member in value.items()}
    return value


def told(value):
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if hasattr(value, "read"):
        return value.read().decode()
    if isinstance(value, list):
        return [told(element) for element in value]
    if isinstance(value, dict):
        return {name: told(member) for name, member in value.items() if name != "ResponseMetadata"}
    return value


def answer(asked):
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", asked["operation"]).lower()
    name = re.sub(r"objectsv2$", "objects_v2", name)
    try:
        output = getattr(client(asked["service"]), name)(**given(asked["input"]))
        return {"output": told(output)}
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return {"error": error.response["Error"]["Code"], "status": status}
    except BotoCoreError as error:
        return {"error": type(error).__name__, "status": None}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
