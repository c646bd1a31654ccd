def run():
    parts = []
    for i in range(40000):
        parts.append(str(i % 1000))
        parts.append(" ")
    words = "".join(parts).split()
    total = 0
    for w in words:
        u = ("w" + w).upper()
        if u.startswith("W1"):
            total += len(u)
        for c in w:
            if c == "7":
                total += 1
    return total
