//! Which clock every register of emitted Verilog has, and that no signal goes from one clock to another but through a crossing.
//!
//! This reads the Verilog as `rtl_prims::emit` writes it: one module for each instance, combinational `always` blocks, and the bodies of
//! registers and memories (`always @(posedge …)`). Every port and local signal of every instance is a net. A net depends on what stands on
//! the right of its assignments and, because it is not worth telling them apart, on every condition of the `if`s and `case`s around
//! them. The clock of a register is the top's input at the other end of its clock's net. Then a register is *reached* by every register
//! whose output its input depends on, through any number of instances; the two must have one clock.
//!
//! Inside a crossing (an instance the caller has reviewed) nothing is looked at, and nothing is followed through it: its ports count as
//! registers of the clocks that the caller says they have.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Whether an instance is a crossing whose inside has been reviewed, by its inputs and outputs: then the clock of each of its ports, named
/// by its own clock port. `""` is a port that takes a signal of any clock, straight out of a flip-flop.
pub type Reviewed<'a> =
    &'a dyn Fn(&BTreeSet<String>, &BTreeSet<String>) -> Option<BTreeMap<&'static str, &'static str>>;

#[derive(Default)]
struct Module {
    inputs: BTreeSet<String>,
    outputs: BTreeSet<String>,
    /// Signal, and what it is computed from.
    assigned: Vec<(String, BTreeSet<String>)>,
    /// Registers and memories: their clock, and what is stored.
    clocked: Vec<(String, String, BTreeSet<String>)>,
    /// Module, and port to signal.
    instances: Vec<(String, String, Vec<(String, String)>)>,
}

/// Words of an expression that are names of signals.
fn names(text: &str) -> BTreeSet<String> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$' || c == '\'';
    text.split(|c| !word(c))
        .filter(|w| w.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))
        .filter(|w| !w.contains('\''))
        .filter(|w| !["if", "else", "case", "begin", "end", "default", "endcase", "posedge", "initial"].contains(w))
        .map(str::to_string)
        .collect()
}

/// The signal on the left of an assignment, and everything named in its indices.
fn target(left: &str) -> String {
    left.trim().split(['[', ' ']).next().unwrap_or_default().to_string()
}

fn module(lines: &[&str]) -> Module {
    let mut module = Module::default();
    // The clock of the block that is being read, if it has one; whether it is one that runs; the conditions around a line, by how far
    // they are indented.
    let mut clock: Option<String> = None;
    let mut runs = false;
    let mut conditions: Vec<(usize, BTreeSet<String>)> = Vec::new();
    let mut instance: Option<(String, String, Vec<(String, String)>)> = None;
    for line in lines {
        let indent = line.len() - line.trim_start().len();
        let line = line.split("/*").next().unwrap_or_default().split("//").next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        if let Some((_, _, connections)) = &mut instance {
            if let Some((port, signal)) = line.strip_prefix('.').and_then(|l| l.split_once('(')) {
                connections.push((port.to_string(), signal.trim_end_matches([',', ')']).to_string()));
            } else if line.starts_with(')') {
                module.instances.extend(instance.take());
            }
            continue;
        }
        let mut words = line.trim_end_matches(';').split_whitespace();
        let first = words.next().unwrap_or_default();
        let mut statement = line;
        match first {
            "input" => module.inputs.extend(words.last().map(str::to_string)),
            "output" => module.outputs.extend(words.last().map(str::to_string)),
            "initial" => runs = false,
            "always" => {
                runs = true;
                conditions.clear();
                let rest = line.split_once(')').map_or("", |(_, rest)| rest);
                clock = line
                    .split_once("posedge ")
                    .map(|(_, c)| c.split(')').next().unwrap_or_default().trim().to_string());
                // The whole block may stand on this line.
                statement = rest.trim();
            }
            _ if line.ends_with('(') && words.clone().count() == 1 => {
                let name = words.next().unwrap_or_default().trim_end_matches('(');
                instance = Some((first.to_string(), name.to_string(), Vec::new()));
                continue;
            }
            _ => {}
        }
        if ["input", "output", "reg", "wire", "localparam", "integer", "initial"].contains(&first) {
            continue;
        }
        let closes = line.starts_with("end") || line.starts_with("else");
        conditions.retain(|(at, _)| *at < indent || (*at == indent && closes));
        if line.starts_with("if") || line.starts_with("case") || line.contains("else if") {
            conditions.push((indent, names(line)));
            continue;
        }
        let assigns = first == "assign";
        if let Some((left, right)) = split_assignment(statement.trim_start_matches("assign ")) {
            let mut from = names(right);
            from.extend(names(left).into_iter().filter(|n| *n != target(left)));
            from.extend(conditions.iter().flat_map(|(_, condition)| condition.iter().cloned()));
            match &clock {
                Some(clock) if runs && !assigns => module.clocked.push((target(left), clock.clone(), from)),
                _ if runs || assigns => module.assigned.push((target(left), from)),
                _ => {}
            }
        }
    }
    module
}

/// `a = b` or `a <= b`, not a comparison.
fn split_assignment(statement: &str) -> Option<(&str, &str)> {
    let at = statement.find('=')?;
    let left = statement[..at].trim_end_matches('<');
    let named = left.trim().starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    (named && !left.contains('(')).then(|| (left, &statement[at + 1..]))
}

/// Takes the text apart into modules by name.
fn modules(verilog: &str) -> HashMap<String, Module> {
    let mut found = HashMap::new();
    let mut begun: Option<(String, usize)> = None;
    let lines: Vec<&str> = verilog.lines().collect();
    for (number, line) in lines.iter().enumerate() {
        if let Some(rest) = line.trim_start().strip_prefix("module ") {
            begun = Some((rest.split('(').next().unwrap_or_default().trim().to_string(), number + 1));
        } else if line.trim_start().starts_with("endmodule") {
            if let Some((name, start)) = begun.take() {
                found.insert(name, module(&lines[start..number]));
            }
        }
    }
    found
}

/// What a text holds, by clock.
#[derive(Debug, Default)]
pub struct Domains {
    /// Registers and memories of each clock.
    pub registers: BTreeMap<String, usize>,
    /// Reviewed instances.
    pub crossings: usize,
    /// What is wrong: a register that is reached by one of another clock, or has none.
    pub findings: Vec<String>,
}

#[derive(Default)]
struct Netlist {
    /// What a net is computed from.
    from: HashMap<String, Vec<String>>,
    /// Net of the clock, for nets that are outputs of registers.
    clocks: HashMap<String, String>,
    /// Register, net of its clock, and what it stores.
    stored: Vec<(String, String, Vec<String>)>,
    /// Nets that have to come straight out of a flip-flop.
    straight: Vec<String>,
    crossings: usize,
    unknown: Vec<String>,
}

fn elaborate(all: &HashMap<String, Module>, name: &str, path: &str, reviewed: Reviewed, netlist: &mut Netlist) {
    let Some(module) = all.get(name) else {
        netlist.unknown.push(format!("{path}: no module {name}"));
        return;
    };
    let net = |signal: &str| format!("{path}.{signal}");
    let nets = |signals: &BTreeSet<String>| signals.iter().map(|s| net(s)).collect::<Vec<_>>();
    for (signal, from) in &module.assigned {
        netlist.from.entry(net(signal)).or_default().extend(nets(from));
    }
    for (signal, clock, from) in &module.clocked {
        netlist.clocks.insert(net(signal), net(clock));
        netlist.stored.push((net(signal), net(clock), nets(from)));
    }
    for (kind, instance, connections) in &module.instances {
        let inner = format!("{path}.{instance}");
        let Some(child) = all.get(kind) else {
            netlist.unknown.push(format!("{inner}: no module {kind}"));
            continue;
        };
        for (port, signal) in connections {
            let (inside, outside) = (format!("{inner}.{port}"), net(signal));
            if child.inputs.contains(port) {
                netlist.from.entry(inside).or_default().push(outside);
            } else {
                netlist.from.entry(outside).or_default().push(inside);
            }
        }
        match reviewed(&child.inputs, &child.outputs) {
            Some(clocks) => {
                netlist.crossings += 1;
                for output in &child.outputs {
                    let clock = clocks.get(output.as_str()).copied().unwrap_or("");
                    netlist.clocks.insert(format!("{inner}.{output}"), format!("{inner}.{clock}"));
                }
                // Its inputs have clocks of their own too.
                for (input, clock) in clocks.iter().filter(|(port, _)| child.inputs.contains(**port)) {
                    let net = format!("{inner}.{input}");
                    if clock.is_empty() {
                        netlist.straight.push(net);
                    } else {
                        netlist.stored.push((net.clone(), format!("{inner}.{clock}"), vec![net]));
                    }
                }
            }
            None => elaborate(all, kind, &inner, reviewed, netlist),
        }
    }
}

impl Netlist {
    /// The top's input that a clock's net comes from.
    fn source(&self, net: &str) -> String {
        let mut at = net.to_string();
        for _ in 0..64 {
            match self.from.get(&at).and_then(|from| from.first()) {
                Some(next) => at = next.clone(),
                None => break,
            }
        }
        at
    }
}

/// Looks at the emitted text of `top`. `outside` has the clock of every port of the top that is not on `default_clock`; an input with the
/// clock `""` has none and may only go into a crossing.
pub fn check(
    verilog: &str,
    top: &str,
    default_clock: &str,
    outside: &BTreeMap<&str, &str>,
    reviewed: Reviewed,
) -> Domains {
    let all = modules(verilog);
    let mut netlist = Netlist::default();
    elaborate(&all, top, top, reviewed, &mut netlist);
    if let Some(module) = all.get(top) {
        let clock_of = |port: &str| format!("{top}.{}", outside.get(port).copied().unwrap_or(default_clock));
        let is_clock = |port: &str| port == default_clock || outside.values().any(|clock| *clock == port);
        for input in module.inputs.iter().filter(|port| !is_clock(port)) {
            netlist.clocks.insert(format!("{top}.{input}"), clock_of(input));
        }
        for output in &module.outputs {
            let net = format!("{top}.{output}");
            netlist.stored.push((net.clone(), clock_of(output), vec![net]));
        }
    }
    let mut domains = Domains { crossings: netlist.crossings, findings: netlist.unknown.clone(), ..Domains::default() };
    let sources: HashMap<&String, String> = netlist.clocks.values().map(|net| (net, netlist.source(net))).collect();
    for (register, clock, stored) in &netlist.stored {
        let clock = netlist.source(clock);
        *domains.registers.entry(clock.clone()).or_default() += 1;
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> = stored.iter().map(String::as_str).collect();
        while let Some(net) = open.pop() {
            if !seen.insert(net) {
                continue;
            }
            if let Some(other) = netlist.clocks.get(net) {
                if sources[other] != clock {
                    domains.findings.push(format!("{register} on {clock} is reached by {net} on {}", sources[other]));
                }
                continue;
            }
            open.extend(netlist.from.get(net).into_iter().flatten().map(String::as_str));
        }
    }
    for net in &netlist.straight {
        let mut at = net.as_str();
        while !netlist.clocks.contains_key(at) {
            match netlist.from.get(at).map(Vec::as_slice) {
                Some([one]) => at = one,
                _ => {
                    domains.findings.push(format!("{net} does not come straight out of a flip-flop: logic at {at}"));
                    break;
                }
            }
        }
    }
    domains.findings.sort();
    domains
}
