def run():
    counts = {}
    x = 1
    for i in range(200000):
        x = x * 1103515245 % 2147483647
        k = x % 1000
        counts[k] = counts.get(k, 0) + 1
    most = 0
    for n in counts.values():
        if n > most:
            most = n
    return most * 10000 + len(counts)
