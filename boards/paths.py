"""The slowest paths of a netlist, between registers or memories: after place and route from the delays nextpnr writes (SDF), or
before it from what a gate and an average wire take, for quick turns.

nextpnr names one path for each clock. Ten that differ say more: the worst one often has fifty like it, one for each bit.
"""

import collections
import re

# Pins at which a path begins and ends. Clock trees are not looked at: there is one clock, and nextpnr counts no skew either.
CLOCKS = re.compile(r"^(CLK|CLKA|CLKB|CLKR|CLKW|WCK)$")
# ns, LFE5UM5G speed grade 8, worst corner; through a LUT or a multiplexer, along one step of a carry, out of a register.
GATE_NS, CARRY_NS, REGISTER_NS, MEMORY_NS, SETUP_NS = 0.15, 0.04, 0.31, 1.42, 0.0
# The mean wire on the worst path of the mirror, placed and routed alone in an 85k device.
WIRE_NS = 0.75


class Graph:
    """Pins and the delays between them, ns."""

    def __init__(self):
        self.after = collections.defaultdict(list)
        self.starts = {}
        self.ends = {}

    def edge(self, source, sink, delay):
        self.after[source].append((sink, delay))

    def slowest(self):
        """For each pin at which a path ends: (ns with setup, the pins of the slowest path to it)."""
        waiting = collections.Counter()
        for edges in self.after.values():
            for sink, _ in edges:
                waiting[sink] += 1
        arrival, before = dict(self.starts), {}
        ready = [pin for pin in self.after if waiting[pin] == 0]
        while ready:
            pin = ready.pop()
            here = arrival.get(pin)
            for sink, delay in self.after[pin]:
                if here is not None and here + delay > arrival.get(sink, -1.0):
                    arrival[sink], before[sink] = here + delay, pin
                waiting[sink] -= 1
                if waiting[sink] == 0:
                    ready.append(sink)
        loops = sum(1 for count in waiting.values() if count > 0)

        def trace(pin):
            pins = [pin]
            while pins[-1] in before:
                pins.append(before[pins[-1]])
            return pins[::-1]

        found = sorted(((arrival[pin] + setup, pin) for pin, setup in self.ends.items() if pin in arrival), reverse=True)
        return found, trace, loops


def from_sdf(path):
    graph = Graph()
    instance = ""
    wire = re.compile(r"\(INTERCONNECT (\S+) (\S+) \([^:]*:[^:]*:([^)]*)\)")
    through = re.compile(r"\(IOPATH (?:\(\w+ (\S+)\)|(\S+)) (\S+) \([^:]*:[^:]*:([^)]*)\)")
    # The first of the two is the setup time, the second the hold time.
    setup = re.compile(r"\(SETUPHOLD \(posedge (\S+)\) \(\w+ \S+\) \([^:]*:[^:]*:([^)]*)\)")
    with open(path) as lines:
        for line in lines:
            if "(INTERCONNECT" in line:
                source, sink, delay = wire.search(line).groups()
                if not CLOCKS.match(sink.rsplit("/", 1)[1]):
                    graph.edge(source, sink, float(delay) / 1000)
            elif "(IOPATH" in line:
                edge, level, out, delay = through.search(line).groups()
                pin = edge or level
                if CLOCKS.match(pin):
                    graph.starts[f"{instance}/{out}"] = float(delay) / 1000
                else:
                    graph.edge(f"{instance}/{pin}", f"{instance}/{out}", float(delay) / 1000)
            elif "(SETUPHOLD (posedge" in line:
                pin, need = setup.search(line).groups()
                graph.ends[f"{instance}/{pin}"] = float(need) / 1000
            elif "(INSTANCE" in line:
                instance = line.strip()[len("(INSTANCE ") : -1].strip()
    return graph


def from_netlist(netlist, top):
    """`netlist` is what Yosys writes as JSON, mapped to ECP5."""
    graph = Graph()
    drivers, sinks = {}, []
    for name, cell in netlist["modules"][top]["cells"].items():
        kind = cell["type"]
        inputs, outputs = [], []
        for port, bits in cell["connections"].items():
            for number, bit in enumerate(bits):
                if not isinstance(bit, int) or CLOCKS.match(port):
                    continue
                pin = f"{name}/{port}{number if len(bits) > 1 else ''}"
                if cell["port_directions"][port] == "output":
                    outputs.append((pin, port))
                    drivers[bit] = pin
                else:
                    inputs.append((pin, port))
                    sinks.append((bit, pin, kind, port))
        if kind == "TRELLIS_FF" or kind in ("DP16KD", "PDPW16KD"):
            for pin, _ in outputs:
                graph.starts[pin] = REGISTER_NS if kind == "TRELLIS_FF" else MEMORY_NS
            for pin, _ in inputs:
                graph.ends[pin] = SETUP_NS
            continue
        for pin, port in inputs:
            if kind == "TRELLIS_DPR16X4" and not port.startswith("RAD"):
                graph.ends[pin] = SETUP_NS
                continue
            for out, to in outputs:
                if kind == "CCU2C" and to == "S0" and port[-1] == "1":
                    continue
                graph.edge(pin, out, CARRY_NS if (port, to) == ("CIN", "COUT") else GATE_NS)
    for bit, pin, kind, port in sinks:
        if bit in drivers:
            near = port == "CIN" or kind in ("PFUMX", "L6MUX21") and port != "C0" and port != "SD"
            graph.edge(drivers[bit], pin, 0.0 if near else WIRE_NS)
    return graph


def signal(pin):
    """The RTL signal a pin belongs to: `mirror.talk.count` of `mirror.talk.count_TRELLIS_FF_Q_3/DI`."""
    name = pin.rsplit("/", 1)[0].replace("\\", "")
    name = re.sub(r"\$(CCU2_COMB\d|DPRAM_COMB\d|RAMW_SLICE|nextpnr_.*|lut\$.*)$", "", name)
    name = re.sub(r"_(TRELLIS_FF|LUT4|PFUMX|L6MUX21|CCU2C|TRELLIS_DPR16X4|DP16KD|PDPW16KD)_.*$", "", name)
    name = re.sub(r"^.*\$(abc|auto|techmap)\S*$", lambda m: m.group(0).split("$")[0] + "?", name)
    name = re.sub(r"\.(mem)(\.\d+)+$", r".\1", name)
    return re.sub(r"(\.d|\.q)(?=$|_)", "", name)


def report(graph, count, note):
    found, trace, loops = graph.slowest()
    seen, shown = set(), []
    for total, pin in found:
        pins = trace(pin)
        between = (signal(pins[0]), signal(pin))
        if between in seen:
            continue
        seen.add(between)
        cells = [p.rsplit("/", 1)[0] for p in pins]
        levels = len(dict.fromkeys(cells)) - 2
        through = [s for s in dict.fromkeys(signal(p) for p in pins) if not s.endswith("?")]
        shown.append(f"{len(shown) + 1:3}. {total:6.2f} ns, {levels:2} gates: {between[0]} -> {between[1]}\n"
                     f"     {' > '.join(through)}")
        if len(shown) == count:
            break
    if loops:
        shown.append(f"{loops} pins are in combinational loops, which no path goes through")
    return "\n".join([note, *shown])


def worst(sdf, count, what):
    return report(from_sdf(sdf), count, f"The {count} worst paths with different ends, {what} (delay with setup):")


def levels(netlist, top, count=25):
    return report(from_netlist(netlist, top), count, f"The {count} worst paths with different ends, wires taken as {WIRE_NS} ns:")
