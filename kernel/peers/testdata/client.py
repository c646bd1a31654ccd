"""What a program on jupyter_client and nbclient sees of the kernel.

    python client.py KERNEL

Every check is an assertion; the last line says that all were made.
"""
import sys
import time

import nbformat
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

KERNEL = sys.argv[1]


def outputs(client, code, timeout=60, **kw):
    """Runs code and returns (reply content, list of (msg_type, content))."""
    seen = []
    reply = client.execute_interactive(
        code, timeout=timeout, output_hook=lambda m: seen.append((m["msg_type"], m["content"])), **kw)
    return reply["content"], seen


def check_client():
    manager, client = start_new_kernel(kernel_name=KERNEL)
    try:
        reply, seen = outputs(client, "x := 41\nx + 1")
        assert reply["status"] == "ok", reply
        results = [c for t, c in seen if t == "execute_result"]
        assert results[0]["data"]["text/plain"] == "42", seen
        assert results[0]["execution_count"] == reply["execution_count"] == 1, (seen, reply)

        reply, _ = outputs(client, "x", user_expressions={"a": "x + 1", "b": "nope"})
        assert reply["user_expressions"]["a"]["data"]["text/plain"] == "42", reply
        assert reply["user_expressions"]["b"]["status"] == "error", reply

        reply, seen = outputs(client, 'ready := make(chan int)\ngo func() { ready <- 7 }()')
        assert reply["status"] == "ok", reply
        reply, seen = outputs(client, "<-ready")
        assert [c["data"]["text/plain"] for t, c in seen if t == "execute_result"] == ["7"], seen

        reply, seen = outputs(client, "undefined + 1")
        assert (reply["status"], reply["ename"]) == ("error", "compile error"), reply
        errors = [c for t, c in seen if t == "error"]
        assert len(errors) == 1 and len(seen) - sum(t in ("status", "execute_input") for t, _ in seen) == 1, seen

        client.execute("for {}")
        time.sleep(0.3)  # not for order: an interrupt before the loop would pass as well
        started = time.monotonic()
        manager.interrupt_kernel()
        reply = client.get_shell_msg(timeout=30)
        assert reply["content"]["ename"] == "interrupted", reply
        print("interrupt answered after %.2f s" % (time.monotonic() - started))
        reply, seen = outputs(client, "x")
        assert [c["data"]["text/plain"] for t, c in seen if t == "execute_result"] == ["41"], seen

        reply, seen = outputs(client, "for i := range 100000 { fmt.Println(i) }", timeout=120)
        text = "".join(c["text"] for t, c in seen if t == "stream")
        assert text == "".join("%d\n" % i for i in range(100000)), len(text)
        messages = sum(t == "stream" for t, _ in seen)
        assert messages < 100, messages
        print("100000 lines came in %d messages" % messages)
    finally:
        client.stop_channels()
        started = time.monotonic()
        manager.shutdown_kernel()
        print("shutdown took %.2f s" % (time.monotonic() - started))
    assert not manager.is_alive()


def check_nbclient():
    cell = nbformat.v4.new_code_cell
    notebook = nbformat.v4.new_notebook(cells=[
        cell("type point struct{ X, Y int }\np := point{1, 2}\np"),
        cell('fmt.Println("out")\nfmt.Fprintln(os.Stderr, "err")'),
        cell('var m map[string]int\nm["a"] = 1', metadata={"tags": ["raises-exception"]}),
        cell("p.X + p.Y"),
    ])
    NotebookClient(notebook, kernel_name=KERNEL, timeout=60).execute()
    first, streams, failed, last = (c["outputs"] for c in notebook.cells)
    assert first[0]["output_type"] == "execute_result", first
    assert {o["name"]: o["text"] for o in streams} == {"stdout": "out\n", "stderr": "err\n"}, streams
    assert failed[0]["output_type"] == "error" and "nil map" in failed[0]["evalue"], failed
    assert last[0]["data"]["text/plain"] == "3", last
    info = notebook.metadata["language_info"]
    assert (info["name"], info["file_extension"]) == ("go", ".go"), info
    nbformat.validate(notebook)

    failing = nbformat.v4.new_notebook(cells=[cell('panic("no")'), cell("1")])
    try:
        NotebookClient(failing, kernel_name=KERNEL, timeout=60).execute()
    except CellExecutionError as e:
        assert "no" in str(e), e
    else:
        raise AssertionError("a failing cell did not fail the notebook")


check_client()
check_nbclient()
print("client: done")
