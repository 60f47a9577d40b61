//! Direct TCP transport (MS-SMB2 2.1): a zero byte, then the length of the message as 24 bits, big-endian.

/// Bytes before each message on a TCP connection.
pub const FRAME_PREFIX_BYTES: usize = 4;

/// Longest message taken: the largest write plus room for headers, and for a compound around it.
pub const MESSAGE_BYTES_MAX: usize = crate::IO_BYTES_MAX as usize + 64 * 1024;

/// The received bytes are not framed as direct TCP; the connection can only be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    #[error("byte {0:#04x} where a direct TCP frame begins with zero (NetBIOS session service is not spoken): close")]
    NotDirectTcp(u8),
    #[error("a frame of {0} bytes exceeds the {MESSAGE_BYTES_MAX} this server takes: close")]
    TooLong(usize),
}

/// Length in bytes of the first frame in `received`, its four-byte prefix included; `None` while it is incomplete.
/// The message handed to `Server::execute` is `&received[FRAME_PREFIX_BYTES..length]`.
pub fn frame(received: &[u8]) -> Result<Option<usize>, FrameError> {
    match received.first() {
        None => return Ok(None),
        Some(0) => {}
        Some(other) => return Err(FrameError::NotDirectTcp(*other)),
    }
    let Some(prefix) = received.first_chunk::<FRAME_PREFIX_BYTES>() else { return Ok(None) };
    let length = u32::from_be_bytes(*prefix) as usize;
    if length > MESSAGE_BYTES_MAX {
        return Err(FrameError::TooLong(length));
    }
    let total = FRAME_PREFIX_BYTES + length;
    Ok((received.len() >= total).then_some(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_found_only_when_whole() {
        assert_eq!(frame(&[]), Ok(None));
        assert_eq!(frame(&[0, 0, 0]), Ok(None));
        assert_eq!(frame(&[0, 0, 0, 2, 7]), Ok(None));
        assert_eq!(frame(&[0, 0, 0, 2, 7, 7, 9]), Ok(Some(6)));
        assert_eq!(frame(&[0x81, 0, 0, 0]), Err(FrameError::NotDirectTcp(0x81)));
        assert_eq!(frame(&[0, 0xFF, 0xFF, 0xFF]), Err(FrameError::TooLong(0xFF_FFFF)));
    }
}
