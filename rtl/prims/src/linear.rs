//! A linear map over GF(2): every output bit is the exclusive or of some input bits. CRCs are made of these.
//!
//! Written row by row, a 128-bit CRC makes synthesis stall at larger widths; so the pairs of terms that several rows
//! share are pulled out as wires first, the most frequent pair first (Paar's greedy elimination).
//!
//! A simulator computes word by word: there, bit by bit, a card's CRCs took more time than all the rest of it. So the map
//! is spelled twice: as that network for synthesis (`SYNTHESIS` is defined by every synthesis tool), and otherwise as a
//! table of what each value of each four inputs adds, which takes a quarter of the time of a parity for each row. A test
//! holds the two against each other.

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
        let (network, table) = (exclusive_or_network(&self._columns, N), table(&self._columns, N));
        Verilog::Custom(format!("`ifdef SYNTHESIS\n{network}`else\n{table}`endif\n"))
    }
}

/// The map as Verilog for simulation: the sum of a table's entries, one for each four inputs. The table fits into a
/// processor's first cache for all maps of a card together (2 KiB for 128 inputs); of eight inputs it would not.
fn table(columns: &[u64], outputs: usize) -> String {
    let places = columns.len().div_ceil(4);
    let mut fill = String::new();
    let mut sum = Vec::new();
    for (place, four) in columns.chunks(4).enumerate() {
        let terms: Vec<String> = (four.iter().enumerate())
            .map(|(bit, column)| format!("({{{outputs}{{i[{bit}]}}}} & {outputs}'h{column:x})"))
            .collect();
        fill += &format!("    part[{} + i] = {};\n", place * 16, terms.join(" ^ "));
        let (low, high) = (place * 4, place * 4 + four.len() - 1);
        sum.push(format!("part[{} + x[{high}:{low}]]", place * 16));
    }
    format!(
        "reg [{}:0] part [0:{}];\ninteger i;\ninitial for (i = 0; i < 16; i = i + 1) begin\n{fill}end\n\
         always @(*) y = {};\n",
        outputs - 1,
        places * 16 - 1,
        sum.join(" ^ ")
    )
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
