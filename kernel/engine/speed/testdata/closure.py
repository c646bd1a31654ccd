def counter():
    n = 0

    def add(d):
        nonlocal n
        n += d
        return n

    return add


def run():
    add = counter()
    total = 0
    for i in range(100000):
        add(i)
        total += (lambda k: k & 3)(i)
    return total + add(0)
