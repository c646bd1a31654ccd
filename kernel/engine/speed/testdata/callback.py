from functools import cmp_to_key


def run():
    a = []
    x = 1
    for i in range(20000):
        x = x * 1103515245 % 2147483647
        a.append(x)
    a.sort(key=cmp_to_key(lambda p, q: -1 if p < q else int(p > q)))
    return a[0] + a[100] + a[19999]
