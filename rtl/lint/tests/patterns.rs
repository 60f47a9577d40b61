//! Each pattern that rust-hdl translates wrongly has a kernel here, and the lint has to name it.

use rust_hdl::prelude::*;

macro_rules! kernel {
    ($name:ident) => {
        #[derive(LogicBlock, Default)]
        struct $name {
            a: Signal<In, Bits<4>>,
            b: Signal<In, Bits<4>>,
            c: Signal<In, Bits<4>>,
            bit: Signal<Out, Bit>,
            wide: Signal<Out, Bits<8>>,
        }
    };
}

/// Declares a block with the given kernel and asserts how the lint judges it.
macro_rules! judged {
    ($test:ident, $kernel:item, $findings:expr) => {
        #[test]
        fn $test() {
            kernel!(Subject);
            $kernel
            let mut subject = Subject::default();
            subject.connect_all();
            let findings = rtl_lint::check(&subject);
            let expected: &[&str] = &$findings;
            assert_eq!(findings.len(), expected.len(), "{findings:#?}");
            for (finding, expected) in findings.iter().zip(expected) {
                assert!(finding.starts_with("uut: ") && finding.contains(expected), "{finding}");
            }
        }
    };
}

// Shows C1: the lint stands guard over what is emitted.
judged!(
    precedence_of_and_over_equality,
    impl Logic for Subject {
        #[hdl_gen]
        fn update(&mut self) {
            self.bit.next = self.a.val() & self.b.val() == self.c.val();
            self.wide.next = bits::<8>(0);
        }
    },
    ["needs parentheses"]
);

judged!(
    precedence_of_or_over_less,
    impl Logic for Subject {
        #[hdl_gen]
        fn update(&mut self) {
            self.bit.next = self.a.val() < self.b.val() | self.c.val();
            self.wide.next = bits::<8>(0);
        }
    },
    ["needs parentheses"]
);

judged!(
    chain_of_one_operator_is_accepted,
    impl Logic for Subject {
        #[hdl_gen]
        fn update(&mut self) {
            self.bit.next = (self.a.val() & self.b.val() & self.c.val()) == (self.a.val() | self.b.val() & self.c.val());
            self.wide.next = bits::<8>(0);
        }
    },
    ["needs parentheses"]
);

judged!(
    sum_compared,
    impl Logic for Subject {
        #[hdl_gen]
        fn update(&mut self) {
            self.bit.next = (self.a.val() + 1) == self.b.val();
            self.wide.next = bits::<8>(0);
        }
    },
    ["arithmetic inside a comparison"]
);

judged!(
    difference_compared,
    impl Logic for Subject {
        #[hdl_gen]
        fn update(&mut self) {
            self.bit.next = (self.a.val() - self.b.val()) < 3;
            self.wide.next = bits::<8>(0);
        }
    },
    ["arithmetic inside a comparison"]
);

judged!(
    complement_compared,
    impl Logic for Subject {
        #[hdl_gen]
        fn update(&mut self) {
            self.bit.next = (!self.a.val()) == self.b.val();
            self.wide.next = bits::<8>(0);
        }
    },
    ["arithmetic inside a comparison"]
);

judged!(
    sum_inside_mask_compared,
    impl Logic for Subject {
        #[hdl_gen]
        fn update(&mut self) {
            self.bit.next = ((self.a.val() + self.b.val()) ^ self.c.val()) == self.c.val();
            self.wide.next = bits::<8>(0);
        }
    },
    ["arithmetic inside a comparison"]
);

judged!(
    sum_cast,
    impl Logic for Subject {
        #[hdl_gen]
        fn update(&mut self) {
            self.bit.next = false;
            self.wide.next = bit_cast::<8, 4>(self.a.val() + self.b.val());
        }
    },
    ["arithmetic inside a cast"]
);

judged!(
    complement_cast,
    impl Logic for Subject {
        #[hdl_gen]
        fn update(&mut self) {
            self.bit.next = false;
            self.wide.next = bit_cast::<8, 4>(!self.a.val());
        }
    },
    ["arithmetic inside a cast"]
);

judged!(
    sum_shifted_right,
    impl Logic for Subject {
        #[hdl_gen]
        fn update(&mut self) {
            self.bit.next = false;
            self.wide.next = bit_cast::<8, 4>(self.a.val());
            self.wide.next = (self.wide.val() + self.wide.val()) >> 1;
        }
    },
    ["arithmetic shifted right"]
);

judged!(
    slice_offset_computed,
    impl Logic for Subject {
        #[hdl_gen]
        fn update(&mut self) {
            self.bit.next = false;
            self.wide.next = bit_cast::<8, 2>(self.a.val().get_bits::<2>(self.b.val().index() << 1));
        }
    },
    ["offset of a slice"]
);

judged!(
    slice_of_an_expression,
    impl Logic for Subject {
        #[hdl_gen]
        fn update(&mut self) {
            self.bit.next = false;
            self.wide.next = bit_cast::<8, 2>((self.a.val() ^ self.b.val()).get_bits::<2>(0));
        }
    },
    ["a slice of something"]
);

judged!(
    clean,
    impl Logic for Subject {
        #[hdl_gen]
        fn update(&mut self) {
            self.bit.next = (self.a.val() & self.b.val()) == self.c.val();
            self.wide.next = bit_cast::<8, 4>(self.a.val()) + 1;
        }
    },
    []
);

judged!(
    read_before_the_last_assignment,
    impl Logic for Subject {
        #[hdl_gen]
        fn update(&mut self) {
            self.bit.next = false;
            self.wide.next = bits::<8>(0);
            if self.bit.val() {
                self.wide.next = bits::<8>(1);
            }
            if self.a.val().any() {
                self.bit.next = true;
            }
        }
    },
    ["wide is computed from bit before its last assignment"]
);

judged!(
    accumulated_and_then_read,
    impl Logic for Subject {
        #[hdl_gen]
        fn update(&mut self) {
            self.bit.next = false;
            for i in 0..4 {
                if self.a.val().get_bit(i) {
                    self.bit.next = !self.bit.val();
                }
            }
            self.wide.next = bits::<8>(0);
            if self.bit.val() {
                self.wide.next = bits::<8>(1);
            }
        }
    },
    []
);

#[derive(LogicBlock, Default)]
struct Keyword {
    end: Signal<In, Bit>,
    out: Signal<Out, Bit>,
}

impl Logic for Keyword {
    #[hdl_gen]
    fn update(&mut self) {
        self.out.next = self.end.val();
    }
}

#[test]
fn name_that_is_a_word_of_verilog() {
    let mut subject = Keyword::default();
    subject.connect_all();
    assert_eq!(rtl_lint::check(&subject), ["uut: end is a word of Verilog"]);
}
