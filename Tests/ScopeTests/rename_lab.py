"""Renames the Training Lab: users, tenant, addresses and dates, consistently.

  rename_lab.py FROM TO    rewrites the four CSV files
  rename_lab.py --text     rewrites answer.json of the current directory to standard output

The dates move by 774 days (a whole number of days, so that times of day stay). Nothing of the
program is used here.
"""
import datetime
import os
import re
import sys

SHIFT = datetime.timedelta(days=774)
NAMES = [
    ("adelev", "zoraq"), ("AdeleV", "ZoraQ"), ("Adele Vance", "Zora Quill"),
    ("johns", "bertm"), ("JohnS", "BertM"), ("johnS", "bertM"),
    ("admin@m365x816222", "keeper@m365x816222"),
    ("m365x816222", "fabrikam77"), ("M365x816222", "Fabrikam77"),
    ("175.45.176.99", "198.18.7.201"),
    ("9b117c67-170e-4aed-9702-658b3fddc889", "aaaaaaaa-170e-4aed-9702-658b3fddc889"),
    ("14dc6e86-42b9-4f0a-8da0-8b5bdc62e336", "bbbbbbbb-42b9-4f0a-8da0-8b5bdc62e336"),
]
US = re.compile(r"\b(\d{1,2})/(\d{1,2})/(2021)\b")
ISO = re.compile(r"\b(2021)-(\d{2})-(\d{2})([T ])")


def shifted(year, month, day):
    return datetime.date(int(year), int(month), int(day)) + SHIFT


def us(match):
    date = shifted(match[3], match[1], match[2])
    return f"{date.month}/{date.day}/{date.year}"


def iso(match):
    return shifted(match[1], match[2], match[3]).isoformat() + match[4]


def rename(text):
    for old, new in NAMES:
        text = text.replace(old, new)
    return ISO.sub(iso, US.sub(us, text))


if sys.argv[1] == "--text":
    print(rename(open("answer.json", encoding="utf-8").read()))
else:
    source, target = sys.argv[1:3]
    for name in ["sign-in_adelete.csv", "disable_accounts.csv", "office_activity.csv",
                 "office_activity_inbox_rule.csv"]:
        with open(os.path.join(source, name), encoding="utf-8", newline="") as file:
            text = rename(file.read())
        with open(os.path.join(target, name), "w", encoding="utf-8", newline="") as file:
            file.write(text)
