//! One figure and its goal, and how both are shown.

use serde_json::{json, Value};

/// What a figure should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// Nothing was asked.
    None,
    AtLeast(f64),
    AtMost(f64),
}

impl Goal {
    fn met(self, value: f64) -> Option<bool> {
        match self {
            Goal::None => None,
            Goal::AtLeast(goal) => Some(value >= goal),
            Goal::AtMost(goal) => Some(value <= goal),
        }
    }
}

/// A measured number.
#[derive(Debug)]
pub struct Figure {
    /// For programs, unique.
    pub name: String,
    /// For people.
    pub text: String,
    pub value: f64,
    pub unit: &'static str,
    pub goal: Goal,
}

impl Figure {
    pub fn new(name: impl Into<String>, text: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Figure { name: name.into(), text: text.into(), value, unit, goal: Goal::None }
    }

    pub fn goal(mut self, goal: Goal) -> Self {
        self.goal = goal;
        self
    }

    /// Whether the goal is missed.
    pub fn missed(&self) -> bool {
        self.goal.met(self.value) == Some(false)
    }

    /// One line: text, value, goal.
    pub fn line(&self) -> String {
        let goal = match self.goal {
            Goal::None => String::new(),
            Goal::AtLeast(goal) => format!("   [>= {} {}]", number(goal), self.unit),
            Goal::AtMost(goal) => format!("   [<= {} {}]", number(goal), self.unit),
        };
        let verdict = if self.missed() { "  MISSED" } else { "" };
        format!("{:62} {:>10} {}{goal}{verdict}", self.text, number(self.value), self.unit)
    }

    pub fn json(&self) -> Value {
        let (least, most) = match self.goal {
            Goal::None => (None, None),
            Goal::AtLeast(goal) => (Some(goal), None),
            Goal::AtMost(goal) => (None, Some(goal)),
        };
        json!({
            "name": self.name, "text": self.text, "value": self.value, "unit": self.unit,
            "at_least": least, "at_most": most, "met": self.goal.met(self.value),
        })
    }
}

/// Four digits that count, large numbers whole.
fn number(value: f64) -> String {
    match value.abs() {
        0.0 => "0".into(),
        size if size < 1e-3 => format!("{value:.1e}"),
        size if size < 10.0 => format!("{value:.3}"),
        size if size < 100.0 => format!("{value:.2}"),
        size if size < 1000.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_goal_is_named() {
        let figure = |value, goal| Figure::new("f", "a figure", value, "cycles").goal(goal);
        assert!(!figure(64.0, Goal::AtMost(64.0)).missed());
        assert!(figure(65.0, Goal::AtMost(64.0)).line().ends_with("[<= 64.00 cycles]  MISSED"));
        assert!(figure(0.9, Goal::AtLeast(0.99)).missed());
        assert_eq!(figure(1.0, Goal::None).json()["met"], Value::Null);
    }
}
