def run():
    size, limit = 100, 50
    inside = 0
    for py in range(size):
        for px in range(size):
            x0 = px / size * 3 - 2
            y0 = py / size * 2 - 1
            x, y = 0.0, 0.0
            i = 0
            while i < limit and x * x + y * y <= 4:
                x, y = x * x - y * y + x0, 2 * x * y + y0
                i += 1
            if i == limit:
                inside += 1
    return inside
