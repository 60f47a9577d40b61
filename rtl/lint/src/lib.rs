//! Finds the shapes of rust-hdl kernel code that simulate one way and synthesise another.
//!
//! rust-hdl 0.46 writes a kernel's expressions out without parentheses of its own and with Verilog's width rules, so
//! that some Rust expressions change their meaning on the way. This walks the syntax tree of every kernel in a block
//! and names each place:
//!
//! - an operator inside another without parentheses: `a & b == c` means `(a & b) == c` in Rust, `a & (b == c)` in
//!   Verilog;
//! - arithmetic, a shift or a complement inside a comparison: `a + 1 == b` wraps at the width of `a` in Rust and at 32
//!   bits in Verilog;
//! - the same inside a cast, a slice or as the offset of a slice, where the carry leaks out;
//! - a slice of anything but a signal, which is not Verilog at all;
//! - a signal named like a word of Verilog, likewise;
//! - a signal that is read before its last assignment, which is right on both sides but no wire (`settled`).
//!
//! The remedy for the first is always the same: put the inner expression into a local signal of the exact width first.
#![forbid(unsafe_code)]

pub mod domains;
mod settled;

use rust_hdl::core::ast::{Verilog, VerilogExpression, VerilogOp, VerilogOpUnary};
use rust_hdl::core::atom::Atom;
use rust_hdl::core::verilog_visitor::{walk_block, VerilogVisitor};
use rust_hdl::prelude::*;

/// What is wrong in the kernels of `uut` and of the blocks inside it, each with the path of its block; empty is good.
pub fn check<U: Block>(uut: &U) -> Vec<String> {
    let mut lint = Lint::default();
    uut.accept("uut", &mut lint);
    lint.findings
}

/// Words of Verilog 2005 (IEEE 1364 annex B) that are not words of Rust and that somebody might want as a name.
const KEYWORDS: &[&str] = &[
    "always",
    "and",
    "assign",
    "automatic",
    "begin",
    "buf",
    "case",
    "cell",
    "config",
    "default",
    "defparam",
    "design",
    "disable",
    "edge",
    "end",
    "endcase",
    "event",
    "force",
    "fork",
    "function",
    "generate",
    "include",
    "initial",
    "inout",
    "input",
    "instance",
    "integer",
    "join",
    "large",
    "liblist",
    "library",
    "localparam",
    "medium",
    "module",
    "nand",
    "negedge",
    "nor",
    "not",
    "or",
    "output",
    "parameter",
    "posedge",
    "primitive",
    "pulldown",
    "pullup",
    "real",
    "realtime",
    "reg",
    "release",
    "repeat",
    "scalared",
    "signed",
    "small",
    "specify",
    "strength",
    "strong0",
    "strong1",
    "supply0",
    "supply1",
    "table",
    "task",
    "time",
    "tri",
    "unsigned",
    "use",
    "vectored",
    "wait",
    "wand",
    "weak0",
    "weak1",
    "wire",
    "wor",
    "xnor",
    "xor",
];

#[derive(Default)]
struct Lint {
    scope: Vec<String>,
    findings: Vec<String>,
}

impl Lint {
    fn report(&mut self, what: &str, expression: &VerilogExpression) {
        self.findings.push(format!("{}: {what}: {expression:?}", self.scope.join(".")));
    }
}

/// An operator that the emitter will not wrap in parentheses.
fn is_bare(expression: &VerilogExpression) -> bool {
    matches!(expression, VerilogExpression::Binary(..))
}

/// `side` continues a chain of one bitwise operator (`a & b & c`): both languages read it from the left, and the order
/// would not matter.
fn is_chain(operator: &VerilogOp, side: &VerilogExpression) -> bool {
    let bitwise = matches!(operator, VerilogOp::BitAnd | VerilogOp::BitOr | VerilogOp::BitXor);
    let same = |inner| std::mem::discriminant(inner) == std::mem::discriminant(operator);
    bitwise && matches!(side, VerilogExpression::Binary(_, inner, _) if same(inner))
}

/// Its value depends on the width it is computed with.
fn is_width_dependent(expression: &VerilogExpression) -> bool {
    use VerilogExpression as E;
    match expression {
        E::Binary(left, VerilogOp::Add | VerilogOp::Sub | VerilogOp::Mul | VerilogOp::Shl, right) => {
            // Two literals are a constant, folded alike on both sides.
            !(is_literal(left) && is_literal(right))
        }
        E::Binary(left, operator, right) => {
            !is_comparison(operator) && (is_width_dependent(left) || is_width_dependent(right))
        }
        E::Unary(VerilogOpUnary::Not | VerilogOpUnary::Neg, _) => true,
        E::IndexReplace(..) => true,
        E::Paren(inner) => is_width_dependent(inner),
        _ => false,
    }
}

fn is_literal(expression: &VerilogExpression) -> bool {
    match expression {
        VerilogExpression::Literal(_) => true,
        VerilogExpression::Paren(inner) => is_literal(inner),
        _ => false,
    }
}

fn is_comparison(operator: &VerilogOp) -> bool {
    use VerilogOp as O;
    matches!(operator, O::Eq | O::Ne | O::Lt | O::Le | O::Gt | O::Ge)
}

impl VerilogVisitor for Lint {
    fn visit_binop(&mut self, left: &VerilogExpression, operator: &VerilogOp, right: &VerilogExpression) {
        for side in [left, right] {
            if is_bare(side) && !is_chain(operator, side) {
                self.report("an operator inside another needs parentheses", side);
            }
            if is_comparison(operator) && is_width_dependent(side) {
                self.report("arithmetic inside a comparison", side);
            }
            self.visit_expression(side);
        }
        // A shift to the right shows bits that the exact width would have dropped.
        if matches!(operator, VerilogOp::Shr) && is_width_dependent(left) {
            self.report("arithmetic shifted right", left);
        }
    }

    fn visit_unop(&mut self, operator: &VerilogOpUnary, inner: &VerilogExpression) {
        if is_bare(inner) {
            self.report("an operator inside another needs parentheses", inner);
        }
        let reduces = matches!(operator, VerilogOpUnary::All | VerilogOpUnary::Any | VerilogOpUnary::Xor);
        if reduces && is_width_dependent(inner) {
            self.report("arithmetic inside a reduction", inner);
        }
        self.visit_expression(inner);
    }

    fn visit_cast(&mut self, inner: &VerilogExpression, _bits: &usize) {
        if is_width_dependent(inner) {
            self.report("arithmetic inside a cast", inner);
        }
        self.visit_expression(inner);
    }

    fn visit_slice(&mut self, signal: &VerilogExpression, _width: &usize, offset: &VerilogExpression) {
        if !matches!(signal, VerilogExpression::Signal(_)) {
            self.report("a slice of something that is not a signal", signal);
        }
        if is_width_dependent(offset) {
            self.report("arithmetic in the offset of a slice", offset);
        }
        self.visit_expression(signal);
        self.visit_expression(offset);
    }

    fn visit_index(&mut self, signal: &VerilogExpression, index: &VerilogExpression) {
        if !matches!(signal, VerilogExpression::Signal(_)) {
            self.report("a bit of something that is not a signal", signal);
        }
        if is_width_dependent(index) {
            self.report("arithmetic in the index of a bit", index);
        }
        self.visit_expression(signal);
        self.visit_expression(index);
    }
}

impl Probe for Lint {
    fn visit_start_scope(&mut self, name: &str, block: &dyn Block) {
        self.scope.push(name.to_string());
        if let Verilog::Combinatorial(kernel) = block.hdl() {
            walk_block(self, &kernel);
            for (reader, read) in settled::unsettled(&kernel) {
                self.findings.push(format!(
                    "{}: {reader} is computed from {read} before its last assignment",
                    self.scope.join(".")
                ));
            }
        }
    }

    fn visit_atom(&mut self, name: &str, _signal: &dyn Atom) {
        if KEYWORDS.contains(&name) {
            self.findings.push(format!("{}: {name} is a word of Verilog", self.scope.join(".")));
        }
    }

    fn visit_end_scope(&mut self, _name: &str, _block: &dyn Block) {
        self.scope.pop();
    }
}
