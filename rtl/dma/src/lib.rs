//! The DMA engine: descriptor ring, host memory to NVRAM and back. It comes with its own issue; the card's CAPABILITIES say that
//! there is none, the watermark line has its fields at zero, and payloads go through posted writes.
#![forbid(unsafe_code)]
