//! The width blocks against what PG213 says of packets on interfaces of 256 and of 128 bit: the same packets on both sides.

use rtl_pcie::hard256::Hard256;
use rtl_prims::random::Random;
use rtl_prims::testing::{Model, Port, Verilated};
use rust_hdl::prelude::*;
use std::collections::VecDeque;
use std::sync::OnceLock;

/// A packet, whatever it is transported on: DWORDs of descriptor and payload, and what stands beside them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
struct Packet {
    words: Vec<u32>,
    /// Byte enables of each DWORD, on CQ and RC.
    enables: Vec<u8>,
    /// Bits of `tuser` that belong to the first beat.
    side: u128,
    discontinue: bool,
}

/// A beat as it is on the ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
struct Beat {
    data: [u128; 2],
    user: u128,
    keep: u128,
    last: bool,
}

const CQ_SIDE: u128 = 0xFF | 0x7FF << 42;
const RQ_SIDE: u128 = (0x0FFF_FFFF & !(1 << 11)) | 3 << 60;

/// A random packet of so many DWORDs.
fn packet(random: &mut Random, words: usize, side: u128, enables: bool, discontinue: bool) -> Packet {
    Packet {
        words: (0..words).map(|_| random.next() as u32).collect(),
        enables: if enables { (0..words).map(|_| random.below(16) as u8).collect() } else { Vec::new() },
        side: (u128::from(random.next()) << 64 | u128::from(random.next())) & side,
        discontinue,
    }
}

/// Places DWORDs of a packet into a beat from lane `at` on.
fn place(beat: &mut Beat, at: usize, words: &[u32]) {
    for (n, word) in words.iter().enumerate() {
        let lane = at + n;
        beat.data[lane / 4] |= u128::from(*word) << (lane % 4 * 32);
        beat.keep |= 1 << lane;
    }
}

fn lane(data: [u128; 2], lane: usize) -> u32 {
    (data[lane / 4] >> (lane % 4 * 32)) as u32
}

/// The packet as beats of `lanes` DWORDs, ended by `tlast` and `tkeep`: CQ (`enables_at` 8, `discontinue` 41), CC and RQ.
fn beats(p: &Packet, lanes: usize, enables_at: u32, discontinue: u32) -> Vec<Beat> {
    let count = p.words.len().div_ceil(lanes);
    (0..count)
        .map(|n| {
            let mut beat = Beat { last: n + 1 == count, ..Beat::default() };
            let here = n * lanes..p.words.len().min((n + 1) * lanes);
            place(&mut beat, 0, &p.words[here.clone()]);
            for (k, enable) in p.enables.get(here).unwrap_or(&[]).iter().enumerate() {
                beat.user |= u128::from(*enable) << (enables_at + 4 * k as u32);
            }
            if n == 0 {
                beat.user |= p.side;
            }
            if beat.last && p.discontinue {
                beat.user |= 1 << discontinue;
            }
            beat
        })
        .collect()
}

/// Puts beats of `lanes` DWORDs together again.
#[derive(Default)]
struct Collector {
    now: Packet,
    found: VecDeque<Packet>,
}

impl Collector {
    fn beat(&mut self, beat: &Beat, lanes: usize, enables_at: Option<u32>, discontinue: u32, side: u128) {
        let first = self.now.words.is_empty();
        let here = beat.keep.count_ones() as usize;
        assert_eq!(beat.keep, (1 << here) - 1, "DWORDs without a gap");
        assert!(here > 0 && (beat.last || here == lanes), "only a last beat is not full");
        for n in 0..here {
            self.now.words.push(lane(beat.data, n));
            if let Some(at) = enables_at {
                self.now.enables.push((beat.user >> (at + 4 * n as u32)) as u8 & 15);
            }
        }
        if first {
            self.now.side = beat.user & side;
        } else {
            assert_eq!(beat.user & side, 0, "what belongs to the first beat is beside no other");
        }
        let discontinue = beat.user >> discontinue & 1 == 1;
        assert!(beat.last || !discontinue);
        if beat.last {
            self.now.discontinue = discontinue;
            self.found.push_back(std::mem::take(&mut self.now));
        }
    }
}

/// Lays packets on RC of 256 bit as the hard block does with straddle: a packet begins in byte 0 of a beat, or in byte 16 if the one before
/// ends in the lower half. `together` says whether the next one is there in time. A beat with `discontinue` begins no second packet.
/// Counts in `seen[DWORD in which the first packet ended][DWORDs of the second one]` what begins in byte 16.
fn straddled(packets: &[Packet], mut together: impl FnMut() -> bool, seen: &mut [[u32; 5]; 4]) -> Vec<Beat> {
    let mut beats = Vec::new();
    let mut next = 0;
    // The packet that is open, and how many of its DWORDs have left.
    let mut open: Option<(usize, usize)> = None;
    while open.is_some() || next < packets.len() {
        let mut beat = Beat { keep: 0xFF, ..Beat::default() };
        let (mut starts, mut ends) = (0, 0);
        let mut ended_in = 0;
        for first_lane in [0, 4] {
            let (index, from) = match open.take() {
                Some(open) => open,
                None => {
                    let straddles = first_lane == 4;
                    let spoils = straddles && packets[next - 1].discontinue;
                    let spoilt = packets.get(next).is_none_or(|p| straddles && p.discontinue && p.words.len() <= 4);
                    if spoils || spoilt || (straddles && !together()) {
                        break;
                    }
                    if straddles {
                        seen[ended_in][packets[next].words.len().min(4)] += 1;
                    }
                    beat.user |= 1 << (32 + starts);
                    starts += 1;
                    next += 1;
                    (next - 1, 0)
                }
            };
            let p = &packets[index];
            let here = (p.words.len() - from).min(4);
            place(&mut beat, first_lane, &p.words[from..from + here]);
            for n in 0..here {
                beat.user |= u128::from(p.enables[from + n]) << (4 * (first_lane + n));
            }
            if from + here == p.words.len() {
                let end = first_lane + here - 1;
                beat.user |= (1 | (end as u128) << 1) << (34 + 4 * ends);
                ends += 1;
                ended_in = end;
                beat.user |= u128::from(p.discontinue) << 42;
            } else {
                open = Some((index, from + here));
            }
        }
        beats.push(beat);
    }
    beats
}

/// That all packets have come, in order, and nothing else.
fn assert_same(found: &VecDeque<Packet>, sent: &[Packet], what: &str) {
    for (n, (found, sent)) in found.iter().zip(sent).enumerate() {
        assert_eq!(found, sent, "{what}: packet {n}");
    }
    assert_eq!(found.len(), sent.len(), "{what}: packets");
}

struct Stream {
    data: Port,
    user: Port,
    keep: Option<Port>,
    last: Option<Port>,
    valid: Port,
    ready: Port,
}

fn verilated() -> &'static Verilated {
    static BLOCK: OnceLock<Verilated> = OnceLock::new();
    BLOCK.get_or_init(|| {
        let mut block = Hard256::default();
        block.connect_all();
        Verilated::build(&block, "hard256")
    })
}

fn stream(name: &str) -> Stream {
    let port = |part: &str| verilated().port(&format!("{name}${part}"));
    let plain = name != "hard_rc";
    Stream {
        data: port("data"),
        user: port("user"),
        keep: plain.then(|| port("keep")),
        last: plain.then(|| port("last")),
        valid: port("valid"),
        ready: port("ready"),
    }
}

impl Stream {
    fn show(&self, model: &mut Model, beat: Option<&Beat>) {
        model.set(self.valid, beat.is_some().into());
        if let Some(beat) = beat {
            model.set_wide(self.data, beat.data);
            model.set(self.user, beat.user);
            if let (Some(keep), Some(last)) = (self.keep, self.last) {
                model.set(keep, beat.keep);
                model.set(last, beat.last.into());
            }
        }
    }

    fn beat(&self, model: &Model) -> Beat {
        Beat {
            data: model.get_wide(self.data),
            user: model.get(self.user),
            keep: self.keep.map_or(0, |keep| model.get(keep)),
            last: self.last.is_some_and(|last| model.get(last) == 1),
        }
    }
}

/// Sends beats into one stream and takes what comes out of another. A shown beat stays until it is taken. Returns what came and the
/// number of cycles from the first beat in to the last one out. `gapless`: `valid` may not fall inside a packet.
fn run(
    from: &str,
    to: &str,
    sent: &[Beat],
    random: &mut Random,
    stalls: (u64, u64),
    gapless: bool,
    idle: u64,
) -> (Vec<Beat>, u64) {
    let (input, output) = (stream(from), stream(to));
    let mut model = verilated().model();
    model.set(verilated().port("bus_master"), 1);
    let (mut next, mut shown, mut found) = (0, false, Vec::new());
    let (mut cycle, mut last_cycle, mut quiet) = (0u64, 0, 0);
    let mut waiting: Option<Beat> = None;
    while next < sent.len() || quiet < idle {
        if !shown && next < sent.len() {
            shown = !random.chance(stalls.0);
        }
        input.show(&mut model, shown.then(|| &sent[next]));
        let ready = !random.chance(stalls.1);
        model.set(output.ready, ready.into());
        model.settle();
        let taken = shown && model.get(input.ready) == 1;
        quiet += 1;
        if model.get(output.valid) == 1 {
            let beat = output.beat(&model);
            if let Some(before) = waiting.take() {
                assert_eq!(before, beat, "what is shown stays until it is taken");
            }
            if ready {
                found.push(beat);
                last_cycle = cycle;
            } else {
                waiting = Some(beat);
            }
            quiet = 0;
        } else {
            assert!(waiting.is_none(), "valid stays until the beat is taken");
            let inside = found.last().is_some_and(|beat| !beat.last);
            assert!(!gapless || !inside, "valid fell inside a packet");
        }
        if taken {
            next += 1;
            shown = false;
            quiet = 0;
        }
        model.tick();
        cycle += 1;
        assert!(cycle < 40 * (sent.len() as u64 + 100), "it hangs");
    }
    (found, last_cycle + 1)
}

const STALLS: [(u64, u64); 4] = [(0, 0), (30, 0), (0, 40), (40, 40)];

/// DWORDs of a packet: short ones often, up to `most`.
fn size(random: &mut Random, least: usize, most: usize) -> usize {
    let span = (most - least + 1) as u64;
    least
        + match random.below(3) {
            0 => random.below(span.min(6)),
            1 => random.below(span.min(20)),
            _ => random.below(span),
        } as usize
}

// Shows C2: any packets of CQ at 256 bit are the same packets at 128.
#[test]
fn requests_are_halved() {
    for seed in 1..=4 {
        println!("seed {seed}");
        let mut random = Random(0xC0_0000 + seed);
        let packets: Vec<Packet> = (0..300)
            .map(|_| {
                let words = size(&mut random, 4, 260);
                let abort = random.chance(10);
                let mut p = packet(&mut random, words, CQ_SIDE, true, abort);
                // `sop`
                p.side |= 1 << 40;
                p
            })
            .collect();
        let sent: Vec<Beat> = packets.iter().flat_map(|p| beats(p, 8, 8, 41)).collect();
        let (found, _) = run("hard_cq", "cq", &sent, &mut random, STALLS[seed as usize % 4], false, 20);
        let mut collector = Collector::default();
        for beat in &found {
            collector.beat(beat, 4, Some(8), 41, CQ_SIDE | 1 << 40);
        }
        assert_same(&collector.found, &packets, &format!("seed {seed}"));
    }
}

// Shows C6: any packets on RC at 256 bit, straddled in every legal way or not at all, are the same packets at 128.
#[test]
fn completions_are_taken_apart() {
    let mut seen = [[0u32; 5]; 4];
    for seed in 1..=8 {
        println!("seed {seed}");
        let mut random = Random(0xC1_0000 + seed);
        let packets: Vec<Packet> = (0..400)
            .map(|_| {
                let words = size(&mut random, 3, 131);
                let abort = random.chance(10);
                packet(&mut random, words, 0, true, abort)
            })
            .collect();
        // How often a packet is there in time to follow another in the same beat.
        let together = [100, 100, 50, 0][seed as usize % 4];
        let mut dice = random.clone();
        let sent = straddled(&packets, || dice.chance(together), &mut seen);
        let (found, _) = run("hard_rc", "rc", &sent, &mut random, STALLS[seed as usize / 2 % 4], false, 20);
        let mut collector = Collector::default();
        let mut first = true;
        for beat in &found {
            assert_eq!(beat.user >> 32 & 3, u128::from(first), "is_sof_0 beside the first beat, is_sof_1 never");
            let end = u128::from(beat.last) | if beat.last { (u128::from(beat.keep.count_ones()) - 1) << 1 } else { 0 };
            assert_eq!(beat.user >> 34 & 0xFF, end, "is_eof_0 and the last DWORD, is_eof_1 never");
            first = beat.last;
            collector.beat(beat, 4, Some(0), 42, 0);
        }
        assert_same(&collector.found, &packets, &format!("seed {seed}"));
    }
    // The first packet of a straddled beat ends in any DWORD of the lower half, the second one has three or four DWORDs there and ends, or goes on.
    println!("{seen:?}");
    for (end, kinds) in seen.iter().enumerate() {
        assert!(kinds[3] > 0 && kinds[4] > 0, "end in DWORD {end}: {kinds:?}");
    }
}

// Shows C2, C6: any packets of CC and RQ at 128 bit are the same packets at 256, and valid does not fall inside one, however they come.
#[test]
fn packets_to_the_hard_block_are_joined() {
    // (from, to, DWORDs, beside the first beat, discontinue)
    let streams = [("cc", "hard_cc", (3, 35), 0, 0), ("rq", "hard_rq", (4, 260), RQ_SIDE, 11)];
    for (from, to, (least, most), side, discontinue) in streams {
        for seed in 1..=4 {
            println!("{from}, seed {seed}");
            let mut random = Random(0xC2_0000 + seed);
            let packets: Vec<Packet> = (0..300)
                .map(|_| {
                    let words = size(&mut random, least, most);
                    let abort = random.chance(10);
                    packet(&mut random, words, side, false, abort)
                })
                .collect();
            let sent: Vec<Beat> = packets.iter().flat_map(|p| beats(p, 4, 0, discontinue)).collect();
            let (found, _) = run(from, to, &sent, &mut random, STALLS[seed as usize % 4], true, 20);
            let mut collector = Collector::default();
            for beat in &found {
                collector.beat(beat, 8, None, discontinue, side);
            }
            assert_same(&collector.found, &packets, &format!("{from}, seed {seed}"));
        }
    }
}

// Shows C2, C6, C16: while packets wait, the narrower side has a beat in every cycle.
#[test]
fn the_narrow_side_never_waits() {
    let mut random = Random(0xC3);
    for words in [4, 5, 8, 9, 20, 35, 36, 68, 131, 132, 260] {
        // Only on CQ and RC, without straddle and with.
        let packets: Vec<Packet> = (0..60).map(|_| packet(&mut random, words, 0, true, false)).collect();
        let narrow = 60 * words.div_ceil(4) as u64;
        let plain: Vec<Beat> = packets.iter().flat_map(|p| beats(p, 8, 8, 41)).collect();
        let (_, cycles) = run("hard_cq", "cq", &plain, &mut random, (0, 0), false, 20);
        assert!(cycles <= narrow + 1, "CQ, {words} DWORDs: {narrow} beats in {cycles} cycles");
        let straddle = straddled(&packets, || true, &mut [[0; 5]; 4]);
        let (_, cycles) = run("hard_rc", "rc", &straddle, &mut random, (0, 0), false, 20);
        assert!(cycles <= narrow + 1, "RC, {words} DWORDs: {narrow} beats in {cycles} cycles");
        // What is paired waits for its last beat, and then leaves at twice the pace: the narrow side is never held off.
        let packets: Vec<Packet> = (0..60).map(|_| packet(&mut random, words, 0, false, false)).collect();
        let sent: Vec<Beat> = packets.iter().flat_map(|p| beats(p, 4, 0, 11)).collect();
        for (from, to) in [("rq", "hard_rq"), ("cc", "hard_cc")] {
            if from == "cc" && words > 35 {
                continue;
            }
            let (_, cycles) = run(from, to, &sent, &mut random, (0, 0), true, 20);
            let tail = 2 + words.div_ceil(8) as u64;
            assert!(cycles <= narrow + tail, "{from}, {words} DWORDs: {narrow} beats in {cycles} cycles");
        }
    }
}

// Shows C2, C11: a reset in the middle of packets leaves nothing behind: the next packets are whole.
#[test]
fn a_reset_in_the_middle_leaves_nothing() {
    let reset = verilated().port("reset");
    let mut random = Random(0xC4);
    let streams = [
        ("hard_cq", "cq", 8, 4, 8, 41),
        ("hard_rc", "rc", 8, 4, 0, 42),
        ("cc", "hard_cc", 4, 8, 0, 0),
        ("rq", "hard_rq", 4, 8, 0, 11),
    ];
    for (from, to, lanes_in, lanes_out, enables_at, discontinue) in streams {
        let narrows = lanes_in == 8;
        let lay = |p: &Packet| {
            if from == "hard_rc" {
                straddled(std::slice::from_ref(p), || true, &mut [[0; 5]; 4])
            } else {
                beats(p, lanes_in, enables_at, discontinue)
            }
        };
        let (input, output) = (stream(from), stream(to));
        let mut model = verilated().model();
        model.set(verilated().port("bus_master"), 1);
        for round in 0..60 {
            let (cut, whole) = (packet(&mut random, 30, 0, narrows, false), packet(&mut random, 21, 0, narrows, false));
            let half: Vec<Beat> = lay(&cut);
            let mut collector = Collector::default();
            for step in 0..80 {
                // The first packet is cut somewhere, or has gone in and not quite come out.
                let cycle_of_reset = 1 + round % 12;
                model.set(reset, u128::from(step == cycle_of_reset));
                if step == cycle_of_reset + 1 {
                    collector = Collector::default();
                }
                let sent = if step <= cycle_of_reset { half.get(step) } else { None };
                let after = lay(&whole);
                let sent = sent.or_else(|| {
                    (step > cycle_of_reset + 1).then(|| after.get((step - cycle_of_reset - 2) / 2)).flatten()
                });
                // After the reset a beat every other cycle: each is taken.
                let show = step <= cycle_of_reset || (step - cycle_of_reset) % 2 == 0;
                input.show(&mut model, sent.filter(|_| show));
                model.set(output.ready, 1);
                model.settle();
                if model.get(output.valid) == 1 && step != cycle_of_reset {
                    let beat = output.beat(&model);
                    if to == "rc" {
                        let first = collector.now.words.is_empty();
                        assert_eq!(beat.user >> 32 & 1, u128::from(first), "{from}, round {round}: is_sof_0");
                    }
                    collector.beat(&beat, lanes_out, narrows.then_some(enables_at), discontinue, 0);
                }
                model.tick();
            }
            assert_same(&collector.found, &[whole], &format!("{from}, round {round}"));
        }
    }
}

// Shows C2, C6: what the hard block says of its credits is shown to the card less the reads that are on their way to it.
#[test]
fn credits_are_less_the_reads_on_their_way() {
    let [credits, left_over, bus_master] = ["hard_credits", "credits", "bus_master"].map(|name| verilated().port(name));
    let (input, output) = (stream("rq"), stream("hard_rq"));
    let mut random = Random(0xC5);
    let mut model = verilated().model();
    model.set(bus_master, 1);
    // Reads that have gone in and that have come out in each cycle so far.
    let (mut entered, mut left) = (0u128, VecDeque::from([0u128; 5]));
    let (mut sent, mut inside, mut out, mut most) = (VecDeque::new(), false, false, 0);
    for cycle in 0..20_000u64 {
        if sent.is_empty() {
            // A read is its descriptor, a write has something behind it.
            let read = random.chance(60);
            let words = if read { 4 } else { 5 + random.below(60) as usize };
            let mut p = packet(&mut random, words, 0, false, false);
            p.words[2] = p.words[2] & !(15 << 11) | u32::from(!read) << 11;
            sent.extend(beats(&p, 4, 0, 11));
        }
        // No more reads than the card has tags.
        let open = entered - left.back().expect("there are five");
        let is_read = !inside && sent[0].data[0] >> 75 & 15 == 0;
        let show = !(is_read && open >= 16);
        input.show(&mut model, sent.front().filter(|_| show));
        let ready = random.chance(if cycle / 500 % 2 == 0 { 5 } else { 90 });
        model.set(output.ready, ready.into());
        let given = u128::from(random.below(16));
        model.set(credits, given);
        model.settle();
        let on_their_way = entered - left[0];
        most = most.max(on_their_way);
        assert_eq!(model.get(left_over), given.saturating_sub(on_their_way), "cycle {cycle}");
        if show && model.get(input.ready) == 1 {
            let beat = sent.pop_front().expect("it was shown");
            entered += u128::from(is_read);
            inside = !beat.last;
        }
        let mut now = *left.back().expect("there are five");
        if ready && model.get(output.valid) == 1 {
            let beat = output.beat(&model);
            now += u128::from(!out && beat.data[0] >> 75 & 15 == 0);
            out = !beat.last;
        }
        left.push_back(now);
        left.pop_front();
        model.tick();
    }
    assert!(entered > 1000 && most >= 16, "{entered} reads, {most} at once");
}

// Shows C11: when bus mastering goes what has begun to leave leaves whole, the rest is gone; what comes later leaves when it is back.
#[test]
fn nothing_waits_for_the_next_host() {
    let bus_master = verilated().port("bus_master");
    let (input, output) = (stream("rq"), stream("hard_rq"));
    for cut in 0..80 {
        let mut random = Random(0xC6_0000 + cut);
        let mut model = verilated().model();
        let sizes = [20, 20, 4, 36, 5, 20];
        let packets: Vec<Packet> =
            sizes.iter().map(|&words| packet(&mut random, words, RQ_SIDE, false, false)).collect();
        let later = packet(&mut random, 30, RQ_SIDE, false, false);
        let mut sent: VecDeque<Beat> = packets.iter().flat_map(|p| beats(p, 4, 0, 11)).collect();
        let mut collector = Collector::default();
        let mut begun_before = 0;
        for cycle in 0..300 {
            // The host takes little, loses interest at `cut`, and another comes at 200.
            model.set(bus_master, u128::from(cycle < cut || cycle >= 200));
            if cycle == 210 {
                assert!(sent.is_empty());
                sent.extend(beats(&later, 4, 0, 11));
            }
            let ready = cycle >= 200 || cycle % 5 == 0;
            input.show(&mut model, sent.front());
            model.set(output.ready, ready.into());
            model.settle();
            let valid = model.get(output.valid) == 1;
            if cycle < cut && valid && collector.now.words.is_empty() {
                begun_before = collector.found.len() + 1;
            }
            if model.get(input.ready) == 1 {
                sent.pop_front();
            }
            if valid && ready {
                collector.beat(&output.beat(&model), 8, None, 11, RQ_SIDE);
            }
            model.tick();
        }
        let mut wanted = packets[..begun_before].to_vec();
        wanted.push(later);
        assert_same(&collector.found, &wanted, &format!("bus master falls in cycle {cut}"));
    }
}
