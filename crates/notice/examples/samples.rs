//! Writes one synthetic paper of every kind to a folder, to look at.
//!
//! `cargo run -p notice --example samples -- FOLDER`

#[path = "../tests/common/mod.rs"]
mod common;

use std::time::Instant;

use notice::Kind;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("say a folder")?;
    std::fs::create_dir_all(&folder)?;
    for kind in Kind::ALL {
        let start = Instant::now();
        let pdf = notice::render(&common::paper(kind))?;
        let first = start.elapsed();
        let start = Instant::now();
        notice::render(&common::paper(kind))?;
        let same = start.elapsed();
        let start = Instant::now();
        notice::render(&common::next(kind))?;
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
        ("provisional", common::provisional(Kind::Receipt)),
        ("practice", common::practice(Kind::ToleranceNotice)),
        ("signed", common::signed()),
        ("long", common::long(Kind::ToleranceNotice)),
    ];
    for (name, paper) in odd {
        std::fs::write(
            format!("{folder}/{name}.pdf"),
            notice::render(&paper)?.bytes,
        )?;
    }
    Ok(())
}
