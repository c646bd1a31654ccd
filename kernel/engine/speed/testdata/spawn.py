import asyncio


async def all_tasks():
    c = asyncio.Queue()

    async def put(k):
        await c.put(k)

    tasks = [asyncio.create_task(put(i)) for i in range(20000)]
    total = 0
    for i in range(20000):
        total += await c.get()
    await asyncio.gather(*tasks)
    return total


def run():
    return asyncio.run(all_tasks())
