def run():
    s = 0
    for i in range(2000000):
        s += i
    return s
