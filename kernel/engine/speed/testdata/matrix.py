def square(n):
    return [[float(i * j % 7) + 1 for j in range(n)] for i in range(n)]


def run():
    n = 90
    a, b, c = square(n), square(n), square(n)
    for i in range(n):
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += a[i][k] * b[k][j]
            c[i][j] = total
    return int(c[n // 2][n // 3])
