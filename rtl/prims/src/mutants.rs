//! Safeguards that can be taken out of a simulated block when it starts, for `scripts/mutate-card`.
//!
//! The file that `MUTANTS` names has them, one to a line: number, module (from the card on, or without what it is inside of; without the
//! number of one of an array), text (a line break in it is `\n`), replacement, separated by tabs. A text occurs once in the emitted module;
//! the expression in it between « and », or all of it, becomes `(mutant == number ? replacement : expression)`. Edits of one expression,
//! or of a part of another's, are nested. `MUTANT=number` chooses one when a model is made. So all of them are compiled together, once, and each
//! costs only the tests that should notice it.

use std::ops::Range;

/// C++ that hands `MUTANT` to the model, for a shim with a context of this name.
pub fn choose(context: &str) -> String {
    format!(
        "if (const char* mutant = getenv(\"MUTANT\")) {{ static std::string argument = std::string(\"+mutant=\") + mutant;\n\
         const char* arguments[] = {{\"model\", argument.c_str()}}; {context}.commandArgs(2, arguments); }}"
    )
}

/// One line of the list.
struct Edit<'a> {
    number: &'a str,
    module: &'a str,
    /// What has to occur once in the module.
    text: String,
    /// Which part of it is the expression.
    expression: Range<usize>,
    replacement: &'a str,
}

impl<'a> Edit<'a> {
    fn parse(line: &'a str) -> Self {
        let [number, module, text, replacement] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("MUTANTS: not four parts: {line}");
        };
        let text = text.replace("\\n", "\n");
        let (text, expression) = match text.split_once('«') {
            Some((before, rest)) => {
                let (expression, after) = rest.split_once('»').expect("« is followed by »");
                (format!("{before}{expression}{after}"), before.len()..before.len() + expression.len())
            }
            None => {
                let all = 0..text.len();
                (text, all)
            }
        };
        Edit { number, module, text, expression, replacement }
    }

    fn applies_to(&self, name: &str) -> bool {
        let plain = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('$');
        let inside = format!("${}", self.module);
        [name, plain].iter().any(|n| *n == self.module || (!self.module.starts_with("card") && n.ends_with(&inside)))
    }

    /// Where its expression is in `source`, module `name`.
    fn place(&self, name: &str, source: &str) -> Range<usize> {
        let found: Vec<usize> = source.match_indices(&self.text).map(|(at, _)| at).collect();
        let [at] = found[..] else {
            panic!("MUTANTS: in {name} `{}` occurs {} times: adapt scripts/mutate-card", self.text, found.len());
        };
        at + self.expression.start..at + self.expression.end
    }
}

/// The emitted Verilog with all mutants in it. Those of modules that are not here are left out.
///
/// # Panics
/// When a line of `list` is not one of four parts, its text does not occur exactly once in its module, or two expressions overlap and neither
/// contains the other: the edit has to be adapted.
pub fn apply(verilog: &str, list: &str) -> String {
    let edits: Vec<Edit> = list.lines().map(Edit::parse).collect();
    verilog.split_inclusive("endmodule").map(|module| mutate(module, &edits)).collect()
}

/// One module with its mutants.
fn mutate(source: &str, edits: &[Edit]) -> String {
    let Some(header) = source.lines().find(|l| l.starts_with("module ")) else { return source.into() };
    let name = header["module ".len()..].split('(').next().expect("a split has a first part");
    let mut places: Vec<(Range<usize>, &Edit)> =
        edits.iter().filter(|e| e.applies_to(name)).map(|e| (e.place(name, source), e)).collect();
    if places.is_empty() {
        return source.into();
    }
    // An expression comes before its parts.
    places.sort_by_key(|(place, _)| (place.start, std::cmp::Reverse(place.end)));
    let body = source.find(");\n").expect("a module has ports") + ");\n".len();
    format!(
        "{}reg [15:0] mutant; initial if (!$value$plusargs(\"mutant=%d\", mutant)) mutant = 16'd0;\n{}",
        &source[..body],
        nest(source, body..source.len(), &places)
    )
}

/// `source[range]` with the edits of `places`, all of which are in it.
fn nest(source: &str, range: Range<usize>, places: &[(Range<usize>, &Edit)]) -> String {
    let (mut text, mut at, mut next) = (String::new(), range.start, 0);
    while let Some((place, edit)) = places.get(next) {
        let parts = places[next + 1..].iter().take_while(|(other, _)| other.start < place.end).count();
        let parts = &places[next + 1..][..parts];
        assert!(
            parts.iter().all(|(other, _)| other.end <= place.end),
            "MUTANTS: `{}` overlaps another edit: adapt scripts/mutate-card",
            edit.text
        );
        text += &source[at..place.start];
        text += &format!(
            "(mutant == 16'd{} ? ({}) : ({}))",
            edit.number,
            edit.replacement,
            nest(source, place.clone(), parts)
        );
        at = place.end;
        next += 1 + parts.len();
    }
    text + &source[at..range.end]
}

#[cfg(test)]
mod tests {
    use super::apply;

    const MODULE: &str = "module card$a$3(x,y);\ny = p & q | r;\nendmodule";

    #[test]
    fn expressions_are_nested() {
        let list = "1\ta\ty = «p & q | r»\t1'b0\n2\tcard$a\tp & q\tp\n3\ta\tp & q\tq\n4\tcard$b\tq\tp\n";
        let expected =
            "y = (mutant == 16'd1 ? (1'b0) : ((mutant == 16'd2 ? (p) : ((mutant == 16'd3 ? (q) : (p & q)))) | r));";
        let mutated = apply(MODULE, list);
        assert!(mutated.contains(expected), "{mutated}");
        assert_eq!(mutated.matches("reg [15:0] mutant").count(), 1);
    }

    #[test]
    #[should_panic(expected = "occurs 0 times")]
    fn a_text_that_is_gone_is_named() {
        apply(MODULE, "1\ta\tp & s\t1'b0\n");
    }

    #[test]
    #[should_panic(expected = "overlaps")]
    fn overlapping_expressions_are_refused() {
        apply(MODULE, "1\ta\tp & q\t1'b0\n2\ta\tq | r\t1'b0\n");
    }
}
