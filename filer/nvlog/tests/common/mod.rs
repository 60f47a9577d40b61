//! A card as far as a log sees it: two rings, and the stream of posted writes that filled them, which can be cut at any
//! byte.
#![allow(dead_code)]

use std::cell::RefCell;
use std::rc::Rc;

use nvlog::{Epoch, Expect, Kind, Line, LogDevice, LogSetup, Marks, Position, Term, TermStart};

pub const LINES: usize = 64;
pub const PAYLOAD: usize = 4096;
pub const IDENTITY: u8 = 1;

/// One posted write.
#[derive(Clone, Debug)]
pub enum Post {
    Line { position: Position, line: Line },
    Payload { offset: u32, data: Vec<u8> },
}

impl Post {
    pub fn bytes(&self) -> usize {
        match self {
            Post::Line { line, .. } => line.len(),
            Post::Payload { data, .. } => data.len(),
        }
    }
}

/// The rings of a card.
#[derive(Clone)]
pub struct Rings {
    pub lines: Vec<u8>,
    pub payload: Vec<u8>,
}

impl Rings {
    pub fn new() -> Rings {
        Rings { lines: vec![0; LINES * 64], payload: vec![0; PAYLOAD] }
    }

    /// Stores the first `bytes` of `post`.
    pub fn store(&mut self, post: &Post, bytes: usize) {
        match post {
            Post::Line { position, line } => {
                let at = (position.0 % LINES as u64) as usize * 64;
                // The card stamps; the stamp is in nobody's checksum.
                let mut line = *line;
                line[48..56].copy_from_slice(&position.0.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes());
                self.lines[at..at + bytes].copy_from_slice(&line[..bytes]);
            }
            Post::Payload { offset, data } => {
                self.payload[*offset as usize..][..bytes].copy_from_slice(&data[..bytes]);
            }
        }
    }
}

/// A device that notes what is posted.
#[derive(Clone, Default)]
pub struct Recorder {
    pub posts: Rc<RefCell<Vec<Post>>>,
    pub marks: Rc<RefCell<Marks>>,
}

#[derive(Debug, thiserror::Error)]
#[error("no")]
pub struct Never;

impl LogDevice for Recorder {
    type Error = Never;
    fn post_lines(&mut self, position: Position, lines: &[Line]) -> Result<(), Never> {
        for (i, line) in lines.iter().enumerate() {
            self.posts.borrow_mut().push(Post::Line { position: Position(position.0 + i as u64), line: *line });
        }
        self.marks.borrow_mut().local = position.0 + lines.len() as u64;
        Ok(())
    }
    fn post_payload(&mut self, offset: u32, data: &[u8]) -> Result<(), Never> {
        assert!(
            offset.is_multiple_of(16) && data.len().is_multiple_of(16) && !data.is_empty(),
            "{} bytes at {offset}",
            data.len()
        );
        assert!(offset as usize + data.len() <= PAYLOAD, "a payload wraps");
        self.posts.borrow_mut().push(Post::Payload { offset, data: data.to_vec() });
        Ok(())
    }
    fn watermarks(&self) -> Result<Marks, Never> {
        Ok(*self.marks.borrow())
    }
}

pub fn setup(epoch: u32, term: u32, next: u64) -> LogSetup {
    LogSetup {
        identity: IDENTITY,
        epoch: Epoch(epoch),
        term: Term(term),
        next: Position(next),
        line_count: LINES as u32,
        payload_bytes: PAYLOAD as u32,
        payload_next: 0,
    }
}

pub fn expect(epoch: u32, terms: &[TermStart], after: u64, sealed: u64) -> Expect<'_> {
    Expect {
        identity: IDENTITY,
        epoch: Epoch(epoch),
        terms,
        after: Position(after),
        sealed: Position(sealed),
        until: None,
    }
}

pub fn term(term: u32, first: u64) -> TermStart {
    TermStart { term: Term(term), first: Position(first) }
}

/// What was appended, to compare with what is read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub position: Position,
    pub kind: Kind,
    pub stream: u32,
    pub body: Vec<u8>,
    pub payload: Vec<u8>,
}

impl Written {
    pub fn read(entry: &nvlog::Entry<'_>) -> Written {
        Written {
            position: entry.position,
            kind: entry.kind,
            stream: entry.stream,
            body: entry.body().to_vec(),
            payload: entry.payload.to_vec(),
        }
    }
}
