//! Latencies as pictures: bars of text, and an SVG file.

use std::fmt::Write;

use driver::measure::Samples;

/// Longest bar of text, characters.
const BAR: usize = 50;

/// `850 ns`, `12.3 us`, `4.56 ms`.
pub fn time(ns: u64) -> String {
    match ns {
        0..1_000 => format!("{ns} ns"),
        1_000..1_000_000 => format!("{:.1} us", ns as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.2} ms", ns as f64 / 1e6),
        _ => format!("{:.2} s", ns as f64 / 1e9),
    }
}

/// A histogram as lines of text.
pub fn bars(samples: &Samples) -> String {
    let histogram = samples.histogram();
    let most = histogram.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1);
    let mut text = String::new();
    for (end, n) in histogram.into_iter().filter(|(_, n)| *n > 0) {
        // A bucket with anything in it shows.
        let length = (n * BAR).div_ceil(most);
        let _ = writeln!(text, "    < {:>9}  {:>7}  {}", time(end), n, "#".repeat(length));
    }
    text
}

/// Histograms above each other in one SVG, all over the same logarithmic time axis.
pub fn svg(title: &str, histograms: &[(String, &Samples)]) -> String {
    const WIDTH: f64 = 860.0;
    const LEFT: f64 = 20.0;
    const HEIGHT: f64 = 120.0;
    const GAP: f64 = 50.0;
    let all: Vec<_> = histograms.iter().map(|(name, samples)| (name, samples, samples.histogram())).collect();
    let ends = || all.iter().flat_map(|(_, _, h)| h.iter().map(|(end, _)| *end as f64));
    let low = ends().fold(f64::MAX, f64::min).clamp(2.0, 1e12) / 2f64.powf(0.25);
    let high = ends().fold(0.0, f64::max).max(low * 2.0);
    let x = |ns: f64| LEFT + (ns.max(low) / low).ln() / (high / low).ln() * (WIDTH - 2.0 * LEFT);
    let total = 60.0 + all.len() as f64 * (HEIGHT + GAP);
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {total}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{WIDTH}\" height=\"{total}\" fill=\"white\"/>\n<text x=\"{LEFT}\" y=\"24\" font-size=\"16\">{}</text>\n",
        escape(title)
    );
    for (i, (name, samples, histogram)) in all.iter().enumerate() {
        let top = 50.0 + i as f64 * (HEIGHT + GAP);
        let floor = top + HEIGHT;
        let most = histogram.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1) as f64;
        let _ = writeln!(
            out,
            "<text x=\"{LEFT}\" y=\"{:.1}\">{}: median {}, 99 % {}, longest {} ({} rounds)</text>",
            top + 4.0,
            escape(name),
            time(samples.quantile_ns(0.5)),
            time(samples.quantile_ns(0.99)),
            time(samples.quantile_ns(1.0)),
            samples.count()
        );
        for (end, n) in histogram.iter().filter(|(_, n)| *n > 0) {
            let (from, to) = (x(*end as f64 / 2f64.powf(0.25)), x(*end as f64));
            let height = *n as f64 / most * (HEIGHT - 20.0);
            let _ = writeln!(
                out,
                "<rect x=\"{from:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{height:.1}\" fill=\"#3b6ea5\"><title>below {}: {n}</title></rect>",
                floor - height,
                (to - from - 1.0).max(1.0),
                time(*end)
            );
        }
        let _ = writeln!(out, "<path d=\"M{LEFT} {floor:.1}H{:.1}\" stroke=\"black\"/>", WIDTH - LEFT);
        let mut tick = 1.0;
        while tick <= high {
            if tick >= low {
                let _ = writeln!(
                    out,
                    "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#555\">{}</text>",
                    x(tick),
                    floor + 14.0,
                    time(tick as u64)
                );
            }
            tick *= 10.0;
        }
    }
    out + "</svg>\n"
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bucket_with_something_in_it_shows() {
        let samples = Samples::new([vec![1000; 10_000], vec![90_000]].concat());
        let text = bars(&samples);
        assert_eq!(text.lines().filter(|line| line.contains('#')).count(), 2, "{text}");
        let picture = svg("a < b", &[("one".into(), &samples)]);
        assert_eq!(picture.matches("<title>below").count(), 2);
        assert!(picture.contains("a &lt; b") && picture.ends_with("</svg>\n"));
        assert_eq!(svg("", &[("none".into(), &Samples::default())]).matches("NaN").count(), 0);
    }
}
