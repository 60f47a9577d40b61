//! A linear map over GF(2): every output bit is the exclusive or of some input bits. CRCs are made of these.
//!
//! Written row by row, a 128-bit CRC makes synthesis stall at larger widths; so the pairs of terms that several rows
//! share are pulled out as wires first, the most frequent pair first (Paar's greedy elimination).
//!
//! A simulator computes word by word: there, bit by bit, a card's four CRCs took more time than all the rest of it. So
//! the map is spelled twice: as that network for synthesis (`SYNTHESIS` is defined by every synthesis tool), and as one
//! masked parity for each row otherwise. A test holds the two against each other.

use rust_hdl::prelude::*;

/// `y` = matrix × `x`, combinational.
#[derive(LogicBlock)]
pub struct Linear<const W: usize, const N: usize> {
    pub x: Signal<In, Bits<W>>,
    pub y: Signal<Out, Bits<N>>,
    _columns: Vec<u64>,
}

impl<const W: usize, const N: usize> Linear<W, N> {
    /// `columns[i]` is the output for an input in which only bit `i` is set.
    pub fn new(columns: Vec<u64>) -> Self {
        assert_eq!(columns.len(), W, "one column for each input bit");
        assert!(N <= 64 && columns.iter().all(|c| N == 64 || c >> N == 0), "a column has at most N bits");
        Linear { x: Default::default(), y: Default::default(), _columns: columns }
    }
}

impl<const W: usize, const N: usize> Logic for Linear<W, N> {
    fn update(&mut self) {
        let x = self.x.val();
        let y = (0..W).filter(|&i| x.get_bit(i)).fold(0, |y, i| y ^ self._columns[i]);
        self.y.next = y.to_bits();
    }
    fn connect(&mut self) {
        self.y.connect();
    }
    fn hdl(&self) -> Verilog {
        let (network, parities) = (exclusive_or_network(&self._columns, N), parities(&self._columns, N));
        Verilog::Custom(format!("`ifdef SYNTHESIS\n{network}`else\n{parities}`endif\n"))
    }
}

/// The map as Verilog for simulation: each output is the parity of the inputs its row names.
fn parities(columns: &[u64], outputs: usize) -> String {
    let mut text = String::from("always @(*) begin\n");
    for row in 0..outputs {
        let mask: String = columns.iter().rev().map(|column| if column >> row & 1 == 1 { '1' } else { '0' }).collect();
        text += &format!("    y[{row}] = ^(x & {}'b{mask});\n", columns.len());
    }
    text + "end\n"
}

/// The map as Verilog for synthesis, with shared pairs as wires.
fn exclusive_or_network(columns: &[u64], outputs: usize) -> String {
    let mut terms = columns.to_vec();
    let mut names: Vec<String> = (0..terms.len()).map(|i| format!("x[{i}]")).collect();
    let mut depths = vec![0u32; terms.len()];
    let mut text = String::new();
    loop {
        // The pair shared by most rows; among equals the shallowest, then the first, so that the text never varies.
        let mut best = (1, 0, 0, 0);
        for i in 0..terms.len() {
            if terms[i].count_ones() < best.0 {
                continue;
            }
            for j in i + 1..terms.len() {
                let shared = (terms[i] & terms[j]).count_ones();
                let depth = depths[i].max(depths[j]);
                if shared > best.0 || (shared == best.0 && shared > 1 && depth < best.1) {
                    best = (shared, depth, i, j);
                }
            }
        }
        let (shared, depth, i, j) = best;
        if shared < 2 {
            break;
        }
        let rows = terms[i] & terms[j];
        terms[i] &= !rows;
        terms[j] &= !rows;
        let name = format!("s{}", names.len() - columns.len());
        text += &format!("wire {name} = {} ^ {};\n", names[i], names[j]);
        terms.push(rows);
        names.push(name);
        depths.push(depth + 1);
    }
    text += "always @(*) begin\n";
    for row in 0..outputs {
        let sum: Vec<&str> =
            (0..terms.len()).filter(|&i| terms[i] >> row & 1 == 1).map(|i| names[i].as_str()).collect();
        let sum = if sum.is_empty() { "1'b0".to_string() } else { sum.join(" ^ ") };
        text += &format!("    y[{row}] = {sum};\n");
    }
    text + "end\n"
}
