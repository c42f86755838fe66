"""The transforms as a reader of the AWS documentation would write them. Prints CPU microseconds an event."""

import base64
import json
import sys
import time


def orders(event):
    data = event["data"]
    return [
        {
            "order_id": data["order_id"],
            "customer_id": data["customer_id"],
            "order_date": data["order_date"].replace("T", " ").replace("Z", ""),
            "updated_at": data.get("updated_at", data["order_date"]).replace("T", " ").replace("Z", ""),
            "status": data["status"],
            "event_id": event["id"],
        }
    ]


def products(event):
    data = event["data"]
    return [
        {
            "order_id": data["order_id"],
            "line": line,
            "product_id": product["product_id"],
            "name": product["name"],
            "quantity": product["quantity"],
            "color": product["item_details"]["color"],
            "size": product["item_details"]["size"],
            "event_id": event["id"],
        }
        for line, product in enumerate(data["product_details"], 1)
    ]


def purchases(event):
    data = event["data"]
    return [{"order_id": data["order_id"], **data["purchase_details"], "event_id": event["id"]}]


def addresses(event):
    data = event["data"]
    return [{"order_id": data["order_id"], **data["shipping_address"], "event_id": event["id"]}]


ROWS = {
    "orders": orders,
    "product-details": products,
    "purchase-details": purchases,
    "shipping-addresses": addresses,
}


def handler(event, rows_of):
    output = []
    for record in event["records"]:
        payload = json.loads(base64.b64decode(record["data"]).decode("utf-8"))
        rows = "".join(json.dumps(row) + "\n" for row in rows_of(payload))
        output.append(
            {
                "recordId": record["recordId"],
                "result": "Ok",
                "data": base64.b64encode(rows.encode("utf-8")).decode("utf-8"),
                "metadata": {"partitionKeys": {"dt": payload["data"]["order_date"][:10]}},
            }
        )
    return {"records": output}


with open(sys.argv[1], encoding="utf-8") as file:
    EVENT = json.load(file)
TIMES = int(sys.argv[2])
print(json.dumps({"port": 0}), flush=True)
for line in sys.stdin:
    started = time.process_time()
    for _ in range(TIMES):
        handler(EVENT, ROWS[line.strip()])
    spent = time.process_time() - started
    print(spent * 1e6 / TIMES / len(EVENT["records"]), flush=True)
