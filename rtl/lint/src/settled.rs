//! Finds variables that are read before they have their final value.
//!
//! A kernel's `.val()` of a local signal or an output is what has been assigned to it so far, so a kernel can compute
//! with values that are no signal of the hardware. The order of the statements then means something, two readers of one
//! name see different wires, and a simulator may not compute one signal apart from the others of its block, which is what
//! makes simulating fast. A name of its own for the intermediate value costs nothing.

use std::collections::BTreeMap;

use rust_hdl::core::ast::{
    VerilogBlock, VerilogBlockOrConditional, VerilogConditional, VerilogExpression, VerilogLoop, VerilogMatch,
    VerilogStatement,
};
use rust_hdl::core::verilog_visitor::{walk_block, walk_expression, VerilogVisitor};

/// Each signal of `kernel` that another one's value is computed from before its own last assignment: (reader, read).
pub(crate) fn unsettled(kernel: &VerilogBlock) -> Vec<(String, String)> {
    let mut order = Order::default();
    order.visit_block(kernel);
    let mut found: Vec<_> = order
        .reads
        .into_iter()
        .filter(|read| read.reader != read.name && order.assigned.get(&read.name).is_some_and(|last| *last > read.at))
        .map(|read| (read.reader, read.name))
        .collect();
    found.sort();
    found.dedup();
    found
}

struct Read {
    reader: String,
    name: String,
    /// Number of the statement or condition that reads.
    at: usize,
}

#[derive(Default)]
struct Order {
    now: usize,
    /// Last statement that assigns a name.
    assigned: BTreeMap<String, usize>,
    reads: Vec<Read>,
    /// What the conditions around the present statement read, and when.
    conditions: Vec<(String, usize)>,
    /// Loops around the present statement: name of the index, its value.
    loops: Vec<(String, usize)>,
}

/// The names in an expression.
#[derive(Default)]
struct Names(Vec<String>);

impl VerilogVisitor for Names {
    fn visit_signal(&mut self, name: &str) {
        self.0.push(name.to_string());
    }
    // An element of an array of signals is a signal by itself; the walk of the library does not go into it.
    fn visit_expression(&mut self, expression: &VerilogExpression) {
        match expression {
            VerilogExpression::Signal(name) => self.0.push(name.clone()),
            other => walk_expression(self, other),
        }
    }
}

impl Order {
    /// Names in `expression`, with the values of loop indices in place of their names.
    fn names(&self, expression: &VerilogExpression) -> Vec<String> {
        let mut names = Names::default();
        names.visit_expression(expression);
        names.0.into_iter().map(|name| self.resolved(name)).collect()
    }

    /// The name of the signal, whether it or a field of it is assigned (`x$next`, `x$next$field`) or read.
    fn resolved(&self, mut name: String) -> String {
        if let Some(end) = name.find("$next") {
            name.truncate(end);
        }
        for (index, value) in &self.loops {
            name = name.replace(&format!("[{index}]"), &format!("[{value}]"));
        }
        name
    }

    fn assign(&mut self, target: &VerilogExpression, sources: &[&VerilogExpression]) {
        self.now += 1;
        let Some(target) = self.names(target).into_iter().next() else { return };
        let names: Vec<_> = sources.iter().flat_map(|source| self.names(source)).collect();
        for name in names {
            self.reads.push(Read { reader: target.clone(), name, at: self.now });
        }
        for (name, at) in &self.conditions {
            self.reads.push(Read { reader: target.clone(), name: name.clone(), at: *at });
        }
        self.assigned.insert(target, self.now);
    }

    /// Visits what depends on `test`.
    fn under(&mut self, test: &VerilogExpression, inside: impl FnOnce(&mut Self)) {
        self.now += 1;
        let outer = self.conditions.len();
        for name in self.names(test) {
            self.conditions.push((name, self.now));
        }
        inside(self);
        self.conditions.truncate(outer);
    }
}

impl VerilogVisitor for Order {
    fn visit_statement(&mut self, statement: &VerilogStatement) {
        match statement {
            VerilogStatement::Assignment(target, value) => self.assign(target, &[value]),
            VerilogStatement::SliceAssignment { base, offset, replacement, .. } => {
                self.assign(base, &[offset, replacement]);
            }
            VerilogStatement::If(conditional) => self.visit_conditional(conditional),
            VerilogStatement::Match(cases) => self.visit_match(cases),
            VerilogStatement::Loop(body) => self.visit_loop(body),
            VerilogStatement::Macro(block) => walk_block(self, block),
            VerilogStatement::Comment(_) | VerilogStatement::Link(_) => {}
        }
    }

    fn visit_conditional(&mut self, conditional: &VerilogConditional) {
        self.under(&conditional.test, |order| {
            walk_block(order, &conditional.then);
            match &conditional.otherwise {
                VerilogBlockOrConditional::Block(block) => walk_block(order, block),
                VerilogBlockOrConditional::Conditional(next) => order.visit_statement(next),
                VerilogBlockOrConditional::None => {}
            }
        });
    }

    fn visit_match(&mut self, cases: &VerilogMatch) {
        self.under(&cases.test, |order| {
            for case in &cases.cases {
                walk_block(order, &case.block);
            }
        });
    }

    fn visit_loop(&mut self, body: &VerilogLoop) {
        for value in body.from.as_usize()..body.to.as_usize() {
            self.loops.push((body.index.clone(), value));
            walk_block(self, &body.block);
            self.loops.pop();
        }
    }
}
