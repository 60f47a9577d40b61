//! The CRCs of lines and frames as maps for [`crate::linear::Linear`].
//!
//! A CRC over a beat is linear in the CRC before it and in the beat: new = advance(old) ^ reduce(beat). The two maps
//! are kept apart so that the wide one, `reduce`, can be a pipeline stage of its own.

/// One step of CRC-32C (Castagnoli, reflected, as in RFC 3720 appendix B.4).
fn crc32c_step(crc: u32, bit: bool) -> u32 {
    let crc = crc ^ bit as u32;
    crc >> 1 ^ if crc & 1 == 1 { 0x82F6_3B78 } else { 0 }
}

/// One step of the header's CRC-8: polynomial 0x07, most significant bit first in the register.
fn crc8_step(crc: u8, bit: bool) -> u8 {
    crc << 1 ^ if (crc >> 7 == 1) != bit { 0x07 } else { 0 }
}

/// What `bits` data bits, lowest first, add to the CRC-32C.
pub fn crc32c_reduce(bits: usize) -> Vec<u64> {
    (0..bits).map(|i| (0..bits).fold(0, |crc, j| crc32c_step(crc, i == j)) as u64).collect()
}

/// What the CRC-32C register becomes when `bits` zero bits follow.
pub fn crc32c_advance(bits: usize) -> Vec<u64> {
    (0..32).map(|i| (0..bits).fold(1 << i, |crc, _| crc32c_step(crc, false)) as u64).collect()
}

/// What the CRC-32C register was before `bits` zero bits: the inverse of [`crc32c_advance`].
pub fn crc32c_retreat(bits: usize) -> Vec<u64> {
    // The polynomial has its highest bit set, so that bit of the register says whether the one shifted out was set.
    let back = |crc: u32| if crc >> 31 == 1 { (crc ^ 0x82F6_3B78) << 1 | 1 } else { crc << 1 };
    (0..32).map(|i| (0..bits).fold(1u32 << i, |crc, _| back(crc)) as u64).collect()
}

/// The CRC-8 of those bits of a beat that `covered` names, lowest first, from initial value 0.
pub fn crc8_reduce(bits: usize, covered: impl Fn(usize) -> bool) -> Vec<u64> {
    let column = |i| (0..bits).filter(|&j| covered(j)).fold(0, |crc, j| crc8_step(crc, i == j)) as u64;
    (0..bits).map(|i| if covered(i) { column(i) } else { 0 }).collect()
}
