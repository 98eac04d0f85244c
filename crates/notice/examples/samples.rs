//! Writes one synthetic paper of every kind to a folder, to look at.
//!
//! `cargo run -p notice --example samples -- FOLDER`

#[path = "../tests/citizen/mod.rs"]
mod citizen;

use std::time::Instant;

use notice::Kind;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("say a folder")?;
    std::fs::create_dir_all(&folder)?;
    for kind in Kind::ALL {
        let start = Instant::now();
        let pdf = notice::render(&citizen::paper(kind))?;
        let first = start.elapsed();
        let start = Instant::now();
        notice::render(&citizen::paper(kind))?;
        let same = start.elapsed();
        let start = Instant::now();
        notice::render(&citizen::next(kind))?;
        println!(
            "{}: {} pages, {} bytes; first {first:?}, again {same:?}, next case {:?}",
            kind.title(),
            pdf.pages,
            pdf.bytes.len(),
            start.elapsed(),
        );
        std::fs::write(format!("{folder}/{kind:?}.pdf"), pdf.bytes)?;
    }
    let odd = [
        ("provisional", citizen::provisional(Kind::Receipt)),
        ("practice", citizen::practice(Kind::ToleranceNotice)),
        ("signed", citizen::signed()),
        ("long", citizen::long(Kind::ToleranceNotice)),
    ];
    for (name, paper) in odd {
        std::fs::write(
            format!("{folder}/{name}.pdf"),
            notice::render(&paper)?.bytes,
        )?;
    }
    Ok(())
}
