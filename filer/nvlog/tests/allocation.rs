//! The hot path does not allocate.

mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use common::{setup, Never};
use nvlog::{Kind, Line, Log, LogDevice, Marks, Position};

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: hands everything on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|n| n.set(n.get() + 1));
        // SAFETY: the caller's promises are the same.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

struct Sink;

impl LogDevice for Sink {
    type Error = Never;
    fn post_lines(&mut self, _: Position, _: &[Line]) -> Result<(), Never> {
        Ok(())
    }
    fn post_payload(&mut self, _: u32, _: &[u8]) -> Result<(), Never> {
        Ok(())
    }
    fn watermarks(&self) -> Result<Marks, Never> {
        Ok(Marks::default())
    }
}

#[test]
fn appending_does_not_allocate() {
    let mut log = Log::open(Sink, setup(1, 1, 1));
    let batch = |log: &mut Log<Sink>| {
        for kind in Kind::ALL {
            log.append(kind, 1, &[1, 2, 3], &[9; 200]).expect("there is room");
            log.append(kind, 1, &[1, 2, 3], &[]).expect("there is room");
        }
        log.flush().expect("the sink never fails");
        log.trim(log.last());
    };
    // The buffers grow to what a batch needs; a wrap of the payload ring makes a second run.
    for _ in 0..20 {
        batch(&mut log);
    }
    let before = ALLOCATIONS.with(Cell::get);
    for _ in 0..1000 {
        batch(&mut log);
    }
    assert_eq!(ALLOCATIONS.with(Cell::get) - before, 0);
}
