//! The code on the paper reads back from what a cheap scanner sees.

mod citizen;

use std::time::Duration;

use citizen::{Printed, paper};
use notice::{Kind, render, render_guide};
use optic::Limits;

#[test]
fn the_printed_code_reads_back_at_150_dpi() {
    for practice in [false, true] {
        for kind in Kind::ALL {
            let mut given = paper(kind);
            given.practice = practice;
            let png = Printed::new(&render(&given).unwrap()).first_page_png();
            let reading = optic::read(&png, &Limits::default(), &|| Duration::ZERO).unwrap();
            let texts: Vec<&str> = reading
                .codes
                .iter()
                .map(|code| code.text.as_str())
                .collect();
            assert_eq!(texts, [citizen::QR], "{kind:?}");
        }
    }
}

#[test]
fn s19_the_code_of_a_guide_reads_back_as_the_items_code_and_version() {
    let given = citizen::guide();
    let png = Printed::new(&render_guide(&given).unwrap()).first_page_png();
    let reading = optic::read(&png, &Limits::default(), &|| Duration::ZERO).unwrap();
    assert_eq!(reading.codes[0].text, given.qr_text);
}
