"""A result as a table for the terminal and as one self-contained page with plots."""
import html
import math

HOST = {"start_ms": "load, environment, first session (ms)", "resident_kb": "resident memory then (kB)",
        "one_node_us": "run of 1 node (us)", "hundred_nodes_us": "run of 100 nodes (us)",
        "session_10000_ms": "session of 10,000 nodes (ms)", "run_10000_us": "run of 10,000 nodes (us)",
        "noop_100_us": "run of 100 partitions that do nothing (us)",
        **{f"product_{n}_us": f"product of {n} x {n} matrices (us)" for n in (256, 384, 512, 1024)}}


def ratio(pair):
    return pair[1] / pair[0] if pair[0] else float("nan")


def mean(ratios):
    ratios = [r for r in ratios if r > 0 and math.isfinite(r)]
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else float("nan")


def columns(result):
    """(title, figures of a model -> (ours, theirs, ratio)) for every column that the result has."""
    first = next(iter(result["models"].values()), {"latency": {}})
    found = []
    for threads in first["latency"]:
        found.append((f"{threads} thread ms", lambda m, t=threads: [v / 1000 for v in m["latency"][t]["median_us"]], ratio))
    found.append(("session ms", lambda m: m["session_ms"], ratio))
    found.append(("peak MB", lambda m: [v / 1024 for v in m["peak_kb"]], ratio))
    for callers in first.get("per_second", {}):
        found.append((f"{callers} callers /s", lambda m, c=callers: m["per_second"][c], lambda p: p[0] / p[1]))
    return found


def _rows(result):
    heads = columns(result)
    rows = []
    for name, figures in result["models"].items():
        cells = [(pick(figures), rate(pick(figures))) for _, pick, rate in heads]
        worst = max(figures["latency"][t]["difference"] for t in figures["latency"])
        rows.append((name, cells, worst))
    return [title for title, _, _ in heads], rows


def table(result):
    titles, rows = _rows(result)
    lines = []
    if "host" in result:
        lines.append(f"{'host':44} {'ours':>10} {'theirs':>10} {'ratio':>7}")
        lines += [f"{HOST[k]:44} {p[0]:10.2f} {p[1]:10.2f} {ratio(p):7.2f}" for k, p in result["host"].items()]
        lines.append("")
    if rows:
        lines.append(f"{'model':22}" + "".join(f"{t:>26}" for t in titles) + f"{'difference':>12}")
        for name, cells, worst in rows:
            lines.append(f"{name:22}" + "".join(f"{p[0]:9.2f} {p[1]:9.2f} {r:6.2f}" for p, r in cells) + f"{worst:12.1e}")
        means = [mean([cells[i][1] for _, cells, _ in rows]) for i in range(len(titles))]
        lines.append(f"{'geometric mean':22}" + "".join(f"{m:26.2f}" for m in means))
    for name, figures in result["models"].items():
        if "sharing" in figures:
            lines.append(f"memory of {figures['sharing']['sessions']} sessions of {name} with shared weights, of that of one: "
                         "ours {:.2f}, theirs {:.2f}".format(*figures["sharing"]["multiple"]))
        if "1" in figures.get("per_second", {}):
            rates = figures["per_second"]
            shares = [", ".join(f"{int(n)} callers {rates[n][side] / rates['1'][side]:.2f}" for n in rates if n != "1") for side in (0, 1)]
            lines.append(f"runs a second of {name}, of those of one caller: ours {shares[0]}; theirs {shares[1]}")
    lines += [f"failed: {name}: {why}" for name, why in result["failed"].items()]
    return "\n".join(lines)


def _bars(title, items):
    """Ratios as horizontal bars on a logarithmic axis around 1."""
    height, middle, scale = 20 * len(items) + 30, 460, 110
    parts = [f"<h2>{html.escape(title)}</h2><svg width='760' height='{height}' font-family='sans-serif' font-size='12'>",
             f"<line x1='{middle}' x2='{middle}' y1='0' y2='{height - 25}' stroke='#888'/>",
             f"<text x='{middle}' y='{height - 8}' text-anchor='middle'>1: equal; right: Berth is better</text>"]
    for i, (name, value) in enumerate(items):
        offset = max(-2.4, min(2.4, math.log2(value))) * scale if value > 0 and math.isfinite(value) else 0
        left, width = (middle, offset) if offset >= 0 else (middle + offset, -offset)
        color = "#2a7" if offset >= 0 else "#c53"
        parts.append(f"<text x='170' y='{20 * i + 14}' text-anchor='end'>{html.escape(name)}</text>"
                     f"<rect x='{left:.1f}' y='{20 * i + 3}' width='{max(width, 1):.1f}' height='14' fill='{color}'/>"
                     f"<text x='745' y='{20 * i + 14}' text-anchor='end'>{value:.2f}</text>")
    return "".join(parts) + "</svg>"


def page(result):
    titles, rows = _rows(result)
    plots = [_bars(title, [(name, cells[i][1]) for name, cells, _ in rows]) for i, title in enumerate(titles) if rows]
    if "host" in result:
        plots.insert(0, _bars("host costs", [(k, ratio(p)) for k, p in result["host"].items()]))
    return ("<!doctype html><meta charset='utf-8'><title>Berth: ratios</title><body style='font-family:sans-serif;margin:2em'>"
            f"<h1>Berth beside another library</h1><p>ours: {html.escape(result['ours'])}<br>theirs: {html.escape(result['theirs'])}</p>"
            + "".join(plots) + f"<h2>Figures</h2><pre>{html.escape(table(result))}</pre>")
