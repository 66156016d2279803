"""Reads what `concord export` wrote with nothing of Concord's, and prints what it finds."""

import ast, binascii, struct, sys, zipfile

archive = zipfile.ZipFile("tiny-d5-seed-1-round-000010.npz")
print("damaged:", archive.testzip(), " items:", len(archive.namelist()))
for name in ["agents/odd/policy/layers/1/bias", "agents/odd/learner", "metrics/steps", "spec", "cohorts"]:
    if name + ".npy" not in archive.namelist():
        print(name, "–")
        continue
    data = archive.read(name + ".npy")
    length = struct.unpack("<H", data[8:10])[0]
    header = ast.literal_eval(data[10 : 10 + length].decode())
    body = data[10 + length :]
    numbers = {"<f4": "f", "<i8": "q"}.get(header["descr"])
    count = len(body) // 4 if numbers == "f" else len(body) // 8
    shown = struct.unpack(f"<{count}{numbers}", body) if numbers else body.decode("utf-32-le")[:30]
    print(name, data[:8], (10 + length) % 64, header["descr"][:2], header["shape"], shown)


def crc32c(data):
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    return value ^ 0xFFFFFFFF


def masked(data):
    value = crc32c(data)
    return ((value >> 15 | value << 17 & 0xFFFFFFFF) + 0xA282EAD8) & 0xFFFFFFFF


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if not data[at - 1] & 0x80:
            return value, at


def fields(data):
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        if key & 7 == 0:
            value, at = varint(data, at)
        else:
            length = {1: 8, 5: 4}.get(key & 7)
            if length is None:
                length, at = varint(data, at)
            value, at = data[at : at + length], at + length
        yield key >> 3, value


assert crc32c(b"123456789") == 0xE3069283
stream, at, shown = open("events.out.tfevents.tiny-d5-seed-1-round-000010", "rb").read(), 0, []
while at < len(stream):
    (length,) = struct.unpack("<Q", stream[at : at + 8])
    assert struct.unpack("<I", stream[at + 8 : at + 12])[0] == masked(stream[at : at + 8])
    event = stream[at + 12 : at + 12 + length]
    assert struct.unpack("<I", stream[at + 12 + length : at + 16 + length])[0] == masked(event)
    at += 16 + length
    found = dict(fields(event))
    if 5 in found:
        value = dict(fields(dict(fields(found[5]))[1]))
        shown.append((found[2], value[1].decode(), round(struct.unpack("<f", value[2])[0], 4)))
    else:
        print(found)
print(len(shown), "scalars;", shown[0], shown[-1])
