//! Safeguards that can be taken out of a simulated block when it starts, for `scripts/mutate-card`.
//!
//! The file that `MUTANTS` names has them, one to a line: number, module (from the card on, or without what it is inside of; without the
//! number of one of an array), text (a line break in it is `\n`), replacement, separated by tabs. A text occurs once in the emitted module;
//! the expression in it between « and », or all of it, becomes `(mutant == number ? replacement : expression)`. `MUTANT=number` chooses one when
//! a model is made. So all of them are compiled together, once, and each costs only the tests that should notice it.

/// C++ that hands `MUTANT` to the model, for a shim with a context of this name.
pub fn choose(context: &str) -> String {
    format!(
        "if (const char* mutant = getenv(\"MUTANT\")) {{ static std::string argument = std::string(\"+mutant=\") + mutant;\n\
         const char* arguments[] = {{\"model\", argument.c_str()}}; {context}.commandArgs(2, arguments); }}"
    )
}

/// The emitted Verilog with all mutants in it. Those of modules that are not here are left out.
///
/// # Panics
/// When a line of `list` is not one of four parts, or its text does not occur exactly once in its module: the edit has to be adapted.
pub fn apply(verilog: &str, list: &str) -> String {
    let mut modules: Vec<String> = verilog.split_inclusive("endmodule").map(String::from).collect();
    for line in list.lines() {
        let [number, module, text, replacement] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("MUTANTS: not four parts: {line}");
        };
        let text = text.replace("\\n", "\n");
        let (before, expression, after) = match text.split_once('«') {
            Some((before, rest)) => {
                let (expression, after) = rest.split_once('»').expect("« is followed by »");
                (before, expression, after)
            }
            None => ("", text.as_str(), ""),
        };
        let plain_text = format!("{before}{expression}{after}");
        let changed = format!("{before}(mutant == 16'd{number} ? ({replacement}) : ({expression})){after}");
        let declares = "reg [15:0] mutant; initial if (!$value$plusargs(\"mutant=%d\", mutant)) mutant = 16'd0;\n";
        for source in &mut modules {
            let Some(header) = source.lines().find(|l| l.starts_with("module ")) else { continue };
            let name = header["module ".len()..].split('(').next().expect("a split has a first part");
            let plain = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('$');
            let inside = format!("${module}");
            if ![name, plain].iter().any(|n| *n == module || (!module.starts_with("card") && n.ends_with(&inside))) {
                continue;
            }
            let found = source.matches(&plain_text).count();
            assert_eq!(found, 1, "MUTANTS: in {name} `{plain_text}` occurs {found} times: adapt scripts/mutate-card");
            *source = source.replace(&plain_text, &changed);
            if !source.contains(declares) {
                let end = source.find(");\n").expect("a module has ports") + ");\n".len();
                source.insert_str(end, declares);
            }
        }
    }
    modules.concat()
}
