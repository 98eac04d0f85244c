//! The worker process: the same answers as in this process, and nothing it does ends the desk.
#![expect(clippy::unwrap_used, reason = "a test without the usual harness")]

mod pictures;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use optic::{Decoder, Effort, Limits, Unreadable, make};
use pictures::{paper, texts};

/// Set for a worker that takes its picture and never answers.
const DEAF: &str = "OPTIC_TEST_DEAF";

/// All the time in the world: what is read here does not depend on how busy the machine is.
fn patient() -> Limits {
    let long = Duration::from_secs(120);
    Limits {
        loading: long,
        decoding: long,
        drawing: long,
        ..Limits::default()
    }
}

/// This program is its own worker, which the usual harness would not let it be.
fn main() {
    if optic::worker::is_asked(std::env::args_os()) {
        if std::env::var_os(DEAF).is_some() {
            let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
            return;
        }
        optic::worker::serve(std::io::stdin().lock(), std::io::stdout().lock());
        return;
    }
    a_worker_answers_as_this_process_does();
    a_frame_is_looked_into_as_hard_as_is_asked();
    a_program_that_cannot_be_started_leaves_this_process_to_look();
    a_worker_that_dies_is_said_to_have_died_and_the_next_picture_is_read();
    a_documents_pages_are_read_one_after_the_other();
    a_document_that_cannot_be_read_says_why();
    a_document_that_draws_for_ever_is_stopped();
    a_page_that_stops_the_worker_is_given_up_and_the_next_is_read();
    a_search_without_end_is_stopped_at_its_second();
    a_worker_that_never_answers_is_killed();
    println!("worker: 10 passed");
}

fn me() -> PathBuf {
    std::env::current_exe().unwrap()
}

fn read(decoder: &Decoder, picture: &[u8], limits: &Limits) -> Result<Vec<String>, Unreadable> {
    let start = Instant::now();
    let reading = decoder.read(picture, limits, &|| start.elapsed())?;
    Ok(texts(&reading).into_iter().map(str::to_owned).collect())
}

fn a_worker_answers_as_this_process_does() {
    let (worker, here) = (Decoder::worker(me()), Decoder::here());
    let limits = Limits::default();
    for text in ["ZC:ITEM:0225:7", "办件 430400202611220001"] {
        let picture = make::png(text, 4, 4).unwrap();
        assert_eq!(read(&worker, &picture, &limits).unwrap(), [text]);
        assert_eq!(read(&here, &picture, &limits).unwrap(), [text]);
    }
    let none = b"no picture".as_slice();
    assert_eq!(read(&worker, none, &limits), Err(Unreadable::NotAPicture));
    let tight = Limits {
        file_bytes: 4,
        ..Limits::default()
    };
    let picture = make::png("x", 4, 4).unwrap();
    assert_eq!(
        read(&worker, &picture, &tight),
        read(&here, &picture, &tight)
    );
}

fn sheet(text: &str) -> image::GrayImage {
    make::draw(text, 6, 4).unwrap()
}

fn a_documents_pages_are_read_one_after_the_other() {
    let worker = Decoder::worker(me());
    let blank = pictures::sheet(300, 300, 255);
    let file = paper::pdf(&[
        sheet("ZC:ITEM:0225:7"),
        blank,
        sheet("办件 430400202611220001"),
    ]);
    let reading = worker.read(&file, &patient(), &|| Duration::ZERO).unwrap();
    assert_eq!(
        texts(&reading),
        ["ZC:ITEM:0225:7", "办件 430400202611220001"]
    );
    assert_eq!((reading.pages, reading.left), (3, 0));
    let few = Limits {
        pages: 1,
        ..patient()
    };
    let reading = worker.read(&file, &few, &|| Duration::ZERO).unwrap();
    assert_eq!(texts(&reading), ["ZC:ITEM:0225:7"]);
    assert_eq!((reading.pages, reading.left), (1, 2));
}

fn a_document_that_cannot_be_read_says_why() {
    let worker = Decoder::worker(me());
    let broken = b"%PDF-1.7\nnothing of a document".as_slice();
    assert_eq!(read(&worker, broken, &patient()), Err(Unreadable::Broken));
    let locked = paper::locked();
    assert_eq!(read(&worker, &locked, &patient()), Err(Unreadable::Locked));
    // A pipe that carried all that still carries a picture.
    let picture = make::png("ZC:ITEM:0225:7", 4, 4).unwrap();
    let found = read(&worker, &picture, &patient()).unwrap();
    assert_eq!(found, ["ZC:ITEM:0225:7"]);
}

/// Drawings within drawings: a few hundred bytes that would draw for years.
fn a_document_that_draws_for_ever_is_stopped() {
    let worker = Decoder::worker(me());
    let limits = Limits {
        drawing: Duration::from_millis(700),
        ..patient()
    };
    let start = Instant::now();
    let bomb = worker.read(&paper::bomb(40), &limits, &|| Duration::ZERO);
    // Drawn to the end where the reader bounds it; else killed, or out of memory.
    match bomb {
        Ok(reading) => assert!(reading.codes.is_empty()),
        Err(error) => assert!(matches!(error, Unreadable::TimedOut | Unreadable::Died)),
    }
    assert!(start.elapsed() < Duration::from_secs(60), "bounded");
    let picture = make::png("ZC:ITEM:0225:7", 4, 4).unwrap();
    let found = read(&worker, &picture, &patient()).unwrap();
    assert_eq!(found, ["ZC:ITEM:0225:7"]);
}

/// The search of a page may take no time at all: each ends its worker, or gives up by itself, and all are tried.
fn a_page_that_stops_the_worker_is_given_up_and_the_next_is_read() {
    let worker = Decoder::worker(me());
    let noise = pictures::grainy(&pictures::sheet(900, 900, 128), 127, 3);
    let limits = Limits {
        decoding: Duration::from_millis(1),
        ..patient()
    };
    let file = paper::pdf(&[noise.clone(), noise.clone(), noise]);
    let all = worker.read(&file, &limits, &|| Duration::ZERO);
    assert_eq!(all, Err(Unreadable::TimedOut));
    // One that a patient reader reads whole.
    let blank = pictures::sheet(300, 300, 255);
    let file = paper::pdf(&[blank, sheet("ZC:ITEM:0225:7")]);
    let reading = worker.read(&file, &patient(), &|| Duration::ZERO).unwrap();
    assert_eq!(texts(&reading), ["ZC:ITEM:0225:7"]);
    assert_eq!((reading.pages, reading.left), (2, 0));
}

/// The pass that is under way when time is up is not waited for.
fn a_search_without_end_is_stopped_at_its_second() {
    let worker = Decoder::worker(me());
    let limits = Limits {
        loading: Duration::from_secs(60),
        decoding: Duration::from_millis(1),
        ..Limits::default()
    };
    let noise = pictures::grainy(&pictures::sheet(3000, 3000, 128), 127, 5);
    let noise = pictures::file(&noise, image::ImageFormat::Png);
    assert_eq!(read(&worker, &noise, &limits), Err(Unreadable::TimedOut));
}

fn a_frame_is_looked_into_as_hard_as_is_asked() {
    let (worker, here) = (Decoder::worker(me()), Decoder::here());
    let code = make::draw("ZC:ITEM:0225:7", 6, 4).unwrap();
    let blank = vec![200; 640 * 480];
    let start = Instant::now();
    let look = |decoder: &Decoder, luma: &[u8], size, effort| {
        let found = decoder.frame(luma.to_vec(), size, effort, &|| start.elapsed());
        found.expect("nobody else asks")
    };
    for effort in [
        Effort::First,
        Effort::Further(2),
        Effort::All(Duration::from_secs(120)),
    ] {
        for decoder in [&worker, &here] {
            let found = look(decoder, code.as_raw(), code.dimensions(), effort).unwrap();
            assert_eq!(found[0].text, "ZC:ITEM:0225:7");
            assert_eq!(look(decoder, &blank, (640, 480), effort), Ok(Vec::new()));
        }
        let wrong = look(&worker, &blank, (640, 481), effort);
        assert_eq!(wrong, Err(Unreadable::Broken));
    }
}

fn a_worker_that_never_answers_is_killed() {
    let limits = Limits {
        loading: Duration::ZERO,
        decoding: Duration::ZERO,
        ..Limits::default()
    };
    let picture = make::png("ZC:ITEM:0225:7", 4, 4).unwrap();
    // SAFETY: the last check of a program with no other thread at work.
    #[allow(unsafe_code)]
    unsafe {
        std::env::set_var(DEAF, "1");
    }
    let deaf = Decoder::worker(me());
    assert_eq!(read(&deaf, &picture, &limits), Err(Unreadable::TimedOut));
    assert_eq!(read(&deaf, &picture, &limits), Err(Unreadable::TimedOut));
}

fn a_worker_that_dies_is_said_to_have_died_and_the_next_picture_is_read() {
    // Takes the argument for an unknown one and ends at once.
    let dying = Decoder::worker(PathBuf::from("/bin/ls"));
    let picture = make::png("ZC:ITEM:0225:7", 4, 4).unwrap();
    let first = read(&dying, &picture, &Limits::default());
    assert!(matches!(first, Err(Unreadable::Died) | Ok(_)), "{first:?}");
    let worker = Decoder::worker(me());
    let found = read(&worker, &picture, &Limits::default()).unwrap();
    assert_eq!(found, ["ZC:ITEM:0225:7"]);
}

fn a_program_that_cannot_be_started_leaves_this_process_to_look() {
    let gone = Decoder::worker(PathBuf::from("/nowhere/zc"));
    let picture = make::png("ZC:ITEM:0225:7", 4, 4).unwrap();
    let found = read(&gone, &picture, &Limits::default()).unwrap();
    assert_eq!(found, ["ZC:ITEM:0225:7"]);
}
