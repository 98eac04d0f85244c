//! Licences' files as pages to look at, in a worker that may die of them, and what their seals are worth.
#![expect(clippy::unwrap_used, reason = "a test without the usual harness")]

#[path = "pictures/paper.rs"]
mod paper;
mod sealed;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use image::{DynamicImage, GrayImage, ImageFormat, RgbImage};
use optic::Decoder;
use optic::make::ofd::{self, Line, Parts};
use optic::seal::{Doubt, Judge, Seals, Verdict, Wrong};
use optic::view::{Glance, Kind, Sheet, Unviewable, ViewLimits};
use sealed::{
    AT, DESCRIPTOR, LONG, NOW, Office, VALUE, exchanged, office, packed, part, sealed_as,
};

/// A test and its name.
type Named = (&'static str, fn(&Decoder));

/// This program is its own worker, which the usual harness would not let it be.
fn main() {
    if optic::worker::is_asked(std::env::args_os()) {
        optic::worker::serve(std::io::stdin().lock(), std::io::stdout().lock());
        return;
    }
    let worker = Decoder::worker(std::env::current_exe().unwrap());
    let tests: &[Named] = &[
        ("a_seal_below_our_root_over_every_page_is_valid", valid),
        ("without_a_root_or_below_another_it_cannot_be_told", unknown),
        ("one_byte_of_a_page_or_of_the_descriptor_is_found", altered),
        ("no_byte_of_the_signed_value_can_be_another", every_byte),
        ("what_is_not_sealed_is_named", part_only),
        (
            "a_seal_out_of_its_time_or_of_another_hand_is_not_valid",
            out_of_time,
        ),
        (
            "a_file_without_a_seal_has_none_and_a_pdfs_is_not_judged",
            none,
        ),
        ("a_file_that_lies_about_its_kind_is_named", lies),
        ("a_hostile_container_is_refused_with_its_reason", hostile),
        ("a_page_is_drawn_with_its_frame_letters_and_seal", drawn),
        ("a_font_that_is_not_brought_is_said_to_be_lacking", lacking),
        ("pictures_and_tiffs_are_pages_too", pictures),
        ("five_hundred_pages_open_at_once", many),
        (
            "a_page_that_takes_too_long_is_stopped_and_the_next_is_drawn",
            slow,
        ),
        ("no_file_is_opened_without_a_worker", nobody),
    ];
    for (name, test) in tests {
        let start = Instant::now();
        test(&worker);
        println!("{name} … ok, {} ms", start.elapsed().as_millis());
    }
    println!("view: {} passed", tests.len());
}

fn glance(file: Vec<u8>, said: &str, page: u32) -> Glance {
    Glance {
        file,
        said: said.to_owned(),
        page,
        width: 400,
        judge: None,
        limits: ViewLimits {
            time: Duration::from_secs(120),
            ..ViewLimits::default()
        },
    }
}

fn look(worker: &Decoder, file: &[u8], said: &str) -> Result<Sheet, Unviewable> {
    worker.view(glance(file.to_vec(), said, 0))
}

fn judge(roots: &[&Office], now: i64) -> Judge {
    Judge {
        anchors: roots
            .iter()
            .map(|office| office.root.certificate.clone().into())
            .collect(),
        now,
    }
}

fn judged(worker: &Decoder, parts: &Parts, judge: Judge) -> Seals {
    let mut asked = glance(packed(parts), "ofd", 0);
    asked.judge = Some(judge);
    worker.view(asked).unwrap().seals.unwrap()
}

fn verdict(worker: &Decoder, parts: &Parts, office: &Office) -> Verdict {
    judged(worker, parts, judge(&[office], NOW))
        .verdict
        .unwrap()
}

fn valid(worker: &Decoder) {
    let office = office(1);
    let parts = sealed::sealed(&office, 3);
    let seals = judged(worker, &parts, judge(&[&office], NOW));
    assert_eq!(seals.verdict, Some(Verdict::Valid));
    let signer = seals.signer.unwrap();
    assert_eq!(signer.name, "练习市公安局");
    assert_eq!(signer.seal, "练习市公安局证照专用章");
    assert_eq!(signer.at, 1_748_764_800);
    // Whichever of the roots it is, and though another has the same name.
    let others = [&sealed::office(2), &sealed::office(3), &office];
    let seals = judged(worker, &parts, judge(&others, NOW));
    assert_eq!(seals.verdict, Some(Verdict::Valid));
}

fn unknown(worker: &Decoder) {
    let office = office(1);
    let parts = sealed::sealed(&office, 1);
    let seals = judged(worker, &parts, judge(&[], NOW));
    assert_eq!(seals.verdict, Some(Verdict::CannotTell(Doubt::NoAnchors)));
    // A root of the same name with another key.
    assert_eq!(
        verdict(worker, &parts, &sealed::office(2)),
        Verdict::CannotTell(Doubt::SignerUnknown)
    );
}

fn altered(worker: &Decoder) {
    let office = office(1);
    let whole = sealed::sealed(&office, 2);
    let page = ofd::page_path(1);
    let mut changed = whole.clone();
    exchanged(&mut changed, &page, "PAGE 2", "PAGE 3");
    let found = verdict(worker, &changed, &office);
    assert_eq!(found, Verdict::Invalid(Wrong::Altered));
    // The digest in the descriptor made to fit: now the descriptor is not what was signed.
    let mut fitted = whole.clone();
    let other = sealed_as(&office, 2, |seal| seal.at = AT, &|name| name != page);
    *part(&mut fitted, &page) = b"<ofd:Page/>".to_vec();
    *part(&mut fitted, DESCRIPTOR) = other
        .iter()
        .find(|(n, _)| n == DESCRIPTOR)
        .unwrap()
        .1
        .clone();
    let found = verdict(worker, &fitted, &office);
    assert_eq!(found, Verdict::Invalid(Wrong::Altered));
    // A part that is gone.
    let without: Parts = whole
        .iter()
        .filter(|(n, _)| *n != "Doc_0/PublicRes.xml")
        .cloned()
        .collect();
    let found = verdict(worker, &without, &office);
    assert_eq!(found, Verdict::Invalid(Wrong::Altered));
    // The seal of another document.
    let mut exchanged = whole;
    *part(&mut exchanged, VALUE) = sealed::sealed(&office, 3).last().unwrap().1.clone();
    let found = verdict(worker, &exchanged, &office);
    assert_eq!(found, Verdict::Invalid(Wrong::Altered));
}

/// Every thirty-first byte of the structure, and all of its first sixty.
fn every_byte(worker: &Decoder) {
    let office = office(1);
    let whole = sealed::sealed(&office, 1);
    let length = whole.last().unwrap().1.len();
    let mut invalid = 0;
    for at in (0..length).filter(|at| *at < 60 || at % 31 == 0) {
        let mut changed = whole.clone();
        part(&mut changed, VALUE)[at] ^= 0x01;
        match verdict(worker, &changed, &office) {
            Verdict::Valid => panic!("byte {at} of {length} may be another"),
            Verdict::Invalid(_) => invalid += 1,
            // An algorithm or a version that is not checked here.
            Verdict::CannotTell(why) => assert_eq!(why, Doubt::Unsupported, "byte {at}"),
        }
    }
    assert!(invalid > 90, "{invalid}");
    // A longer one is none either.
    let mut longer = whole;
    part(&mut longer, VALUE).push(0);
    let found = verdict(worker, &longer, &office);
    assert_eq!(found, Verdict::Invalid(Wrong::Malformed));
}

fn part_only(worker: &Decoder) {
    let office = office(1);
    let last = ofd::page_path(2);
    let parts = sealed_as(&office, 3, |_| {}, &|name| name != last);
    let found = verdict(worker, &parts, &office);
    let sealed = vec![1, 2];
    assert_eq!(found, Verdict::CannotTell(Doubt::Part { sealed, of: 3 }));
    // What could be drawn with every page and came later.
    for extra in ["Doc_0/Annots.xml", "Doc_0/Res/other.png"] {
        let mut added = sealed::sealed(&office, 2);
        added.push((extra.to_owned(), b"<a/>".to_vec()));
        let found = verdict(worker, &added, &office);
        assert_eq!(found, Verdict::CannotTell(Doubt::Added), "{extra}");
    }
    // A page that was put behind the sealed ones: the document that names it is another.
    let mut longer = sealed::sealed(&office, 1);
    let page = part(&mut longer, &ofd::page_path(0)).clone();
    longer.push((ofd::page_path(1), page));
    exchanged(
        &mut longer,
        "Doc_0/Document.xml",
        "</ofd:Pages>",
        "<ofd:Page ID=\"9\" BaseLoc=\"Pages/Page_1/Content.xml\"/></ofd:Pages>",
    );
    let found = verdict(worker, &longer, &office);
    assert_eq!(found, Verdict::Invalid(Wrong::Altered));
}

fn out_of_time(worker: &Decoder) {
    let expired = sealed::signing(1, ("20200101000000Z", "20240101000000Z"));
    let parts = sealed::sealed(&expired, 1);
    let found = verdict(worker, &parts, &expired);
    assert_eq!(found, Verdict::Invalid(Wrong::Expired));
    // Good when it was signed, as the signer says; nothing proves that it was then.
    let ended = sealed::signing(1, ("20200101000000Z", "20260101000000Z"));
    let parts = sealed::sealed(&ended, 1);
    let found = verdict(worker, &parts, &ended);
    assert_eq!(found, Verdict::CannotTell(Doubt::EndedSince));
    let office = office(1);
    let short = ("20200101000000Z", "20210101000000Z");
    let parts = sealed_as(&office, 1, |seal| seal.span = short, &|_| true);
    let found = verdict(worker, &parts, &office);
    assert_eq!(found, Verdict::Invalid(Wrong::Expired));
    let parts = sealed_as(&office, 1, |seal| seal.at = "20300101000000Z", &|_| true);
    let found = verdict(worker, &parts, &office);
    assert_eq!(found, Verdict::CannotTell(Doubt::Clock));
    let thief = office_signer(&office);
    let parts = {
        let png = optic::make::seal::impression(40);
        let users = [&office.signer];
        let mut parts = sealed::pages(1);
        let seal = optic::make::seal::Seal {
            name: "练习市公安局证照专用章",
            maker: &office.maker,
            signer: &thief,
            users: &users,
            span: LONG,
            at: AT,
            png: &png,
        };
        ofd::seal(&mut parts, &seal, (0, (95, 55)), &|_| true);
        parts
    };
    let found = verdict(worker, &parts, &office);
    assert_eq!(found, Verdict::Invalid(Wrong::NotTheirs));
}

/// Somebody else below the same root.
fn office_signer(office: &Office) -> optic::make::seal::Holder {
    office.root.issue("某公司", &[77; 32], LONG).unwrap()
}

fn none(worker: &Decoder) {
    let office = office(1);
    let mut bare = sealed::sealed(&office, 1);
    let list = format!("<ofd:Signatures>/{}</ofd:Signatures>", ofd::LIST);
    exchanged(&mut bare, "OFD.xml", &list, "");
    let seals = judged(worker, &bare, judge(&[&office], NOW));
    assert_eq!((seals.verdict, seals.count), (None, 0));
    let mut signed = paper::pdf(&[GrayImage::new(40, 40)]);
    for (file, expected) in [
        (signed.clone(), None),
        (
            {
                signed.extend_from_slice(b"\n% << /Type /Sig /ByteRange [0 10 20 30] >>\n");
                signed
            },
            Some(Verdict::CannotTell(Doubt::Pdf)),
        ),
    ] {
        let mut asked = glance(file, "pdf", 0);
        asked.judge = Some(judge(&[&office], NOW));
        assert_eq!(worker.view(asked).unwrap().seals.unwrap().verdict, expected);
    }
}

fn lies(worker: &Decoder) {
    let file = packed(&sealed::pages(1));
    let pdf = paper::pdf(&[GrayImage::new(40, 40)]);
    let refused = |file: &[u8], said: &str| look(worker, file, said).unwrap_err();
    let (said, found) = (Kind::Pdf, Kind::Ofd);
    assert_eq!(refused(&file, "pdf"), Unviewable::Lies { said, found });
    let (said, found) = (Kind::Ofd, Kind::Pdf);
    assert_eq!(refused(&pdf, "OFD"), Unviewable::Lies { said, found });
    let (said, found) = (Kind::Pdf, Kind::Text);
    let page = b"<!doctype html><html></html>";
    assert_eq!(
        refused(page, "application/pdf"),
        Unviewable::Lies { said, found }
    );
    let (said, found) = (Kind::Ofd, Kind::Archive);
    let word = packed(&vec![("word/document.xml".to_owned(), b"<w/>".to_vec())]);
    assert_eq!(refused(&word, ".ofd"), Unviewable::Lies { said, found });
    assert_eq!(refused(&word, ""), Unviewable::NotShown(Kind::Archive));
    assert_eq!(refused(b"", ""), Unviewable::NotShown(Kind::Empty));
    assert_eq!(refused(&[0xfe; 100], ""), Unviewable::NotShown(Kind::Other));
    assert_eq!(look(worker, &file, "ofd").unwrap().kind, Kind::Ofd);
    assert_eq!(look(worker, &pdf, "").unwrap().kind, Kind::Pdf);
}

fn hostile(worker: &Decoder) {
    let whole = packed(&sealed::pages(1));
    let refused = |file: &[u8]| look(worker, file, "ofd").unwrap_err();
    assert_eq!(refused(&whole[..whole.len() / 2]), Unviewable::Broken);
    let mut parts = sealed::pages(1);
    part(&mut parts, "Doc_0/Document.xml").truncate(60);
    assert_eq!(refused(&packed(&parts)), Unviewable::Broken);
    assert_eq!(
        look(worker, &paper::locked(), "pdf"),
        Err(Unviewable::Locked)
    );
    // The bit of an encrypted part, in its own header and in the directory (APPNOTE 4.4.4).
    let mut locked = whole.clone();
    for (begin, at) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let found: Vec<usize> = (0..locked.len() - 4)
            .filter(|i| &locked[*i..*i + 4] == begin)
            .collect();
        found.iter().for_each(|i| locked[i + at] |= 1);
    }
    assert_eq!(refused(&locked), Unviewable::Locked);
    // A name that leads out, of the same length as the one it takes the place of.
    let mut parts = sealed::pages(1);
    parts.push(("aaaaaaaaaaaaaa.xml".to_owned(), b"<a/>".to_vec()));
    let mut out = packed(&parts);
    for at in 0..out.len() - 18 {
        if &out[at..at + 18] == b"aaaaaaaaaaaaaa.xml" {
            out[at..at + 18].copy_from_slice(b"../../../../ab.xml");
        }
    }
    assert_eq!(refused(&out), Unviewable::Path);
    // Two names that differ in case alone: one could be signed and the other shown.
    let mut parts = sealed::pages(1);
    parts.push(("DOC_0/Document.xml".to_owned(), b"<a/>".to_vec()));
    assert_eq!(refused(&packed(&parts)), Unviewable::Broken);
    let mut parts = sealed::pages(1);
    parts.push(("Doc_0/Res/zeros.bin".to_owned(), vec![0; 3 << 20]));
    let mut bomb = glance(packed(&parts), "ofd", 0);
    bomb.limits.unpacked = 2 << 20;
    assert!(bomb.file.len() < 100_000);
    assert_eq!(worker.view(bomb), Err(Unviewable::TooLarge));
    let mut long = glance(whole.clone(), "ofd", 0);
    long.limits.file_bytes = 100;
    assert_eq!(worker.view(long), Err(Unviewable::TooLarge));
    let behind = worker.view(glance(whole, "ofd", 1));
    assert_eq!(behind, Err(Unviewable::NoSuchPage));
}

/// The letters of a text, cut out of the font that ships.
fn font(text: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../assets/fonts/NotoSerifSC_400Regular.ttf");
    let whole = std::sync::Arc::new(std::fs::read(path).unwrap());
    let face = sofd_font::FontFace::new(sofd_font::FontId(1), "F".to_owned(), whole.clone(), false);
    let face = face.unwrap();
    let glyphs = text
        .chars()
        .filter_map(|letter| face.glyph_id(letter as u32));
    sofd_font::subset(&whole, glyphs)
}

fn picture(sheet: &Sheet) -> RgbImage {
    let picture = image::load_from_memory(&sheet.png).unwrap().into_rgb8();
    assert_eq!(picture.dimensions(), (sheet.width, sheet.height));
    picture
}

fn dark(picture: &RgbImage, (x, y): (u32, u32), (w, h): (u32, u32)) -> usize {
    let part = image::imageops::crop_imm(picture, x, y, w, h).to_image();
    part.pixels()
        .filter(|pixel| pixel.0.iter().all(|c| *c < 120))
        .count()
}

fn drawn(worker: &Decoder) {
    let text = "居民身份证 ID";
    let line = Line {
        x: 20.0,
        y: 30.0,
        size: 8.0,
        text: text.to_owned(),
    };
    let mut parts = ofd::file(&[vec![line]], (148, 105), Some(&font(text)));
    let office = office(1);
    let png = optic::make::seal::impression(200);
    let seal = optic::make::seal::Seal {
        name: "章",
        maker: &office.maker,
        signer: &office.signer,
        users: &[&office.signer],
        span: LONG,
        at: AT,
        png: &png,
    };
    ofd::seal(&mut parts, &seal, (0, (95, 55)), &|_| true);
    let mut asked = glance(packed(&parts), "ofd", 0);
    asked.width = 740;
    let sheet = worker.view(asked).unwrap();
    if let Some(path) = std::env::var_os("ZC_SHEET") {
        std::fs::write(path, &sheet.png).unwrap();
    }
    assert_eq!((sheet.pages, sheet.lacking, sheet.width), (1, false, 740));
    let picture = picture(&sheet);
    // Five pixels a millimetre: letters where the line is, nothing above.
    assert!(dark(&picture, (100, 105), (330, 50)) > 300);
    assert_eq!(dark(&picture, (100, 60), (330, 30)), 0);
    // The frame's left edge is its last, which a `C` closes.
    let edge = (0..200)
        .filter(|y| picture.get_pixel(45, 150 + y)[1] < 140)
        .count();
    let near = (40..52).map(|x| {
        (0..200)
            .filter(|y| picture.get_pixel(x, 150 + y)[1] < 140)
            .count()
    });
    assert!(
        near.max().unwrap() > 190,
        "the left edge is not drawn: {edge}"
    );
    // The seal: red, from 95 mm and 55 mm on, 40 mm wide, its ring an even way in.
    let ring = picture.get_pixel(95 * 5 + 6, 75 * 5);
    assert!(ring[0] > 150 && ring[1] < 90, "{ring:?}");
    let middle = picture.get_pixel(115 * 5, 75 * 5);
    assert!(middle[0] > 150 && middle[1] < 90, "{middle:?}");
}

fn lacking(worker: &Decoder) {
    let line = Line {
        x: 20.0,
        y: 30.0,
        size: 8.0,
        text: "\u{378}\u{379}".to_owned(),
    };
    let parts = ofd::file(&[vec![line]], (148, 105), None);
    let sheet = look(worker, &packed(&parts), "ofd").unwrap();
    assert!(sheet.lacking);
    // Beyond 16 bits, though the font has it or has not: a box is drawn.
    let line = Line {
        x: 20.0,
        y: 30.0,
        size: 8.0,
        text: "\u{20bb7}".to_owned(),
    };
    let font = font("□");
    let parts = ofd::file(&[vec![line]], (148, 105), Some(&font));
    let sheet = look(worker, &packed(&parts), "ofd").unwrap();
    assert!(sheet.lacking);
    let mut text = paper::pdf(&[GrayImage::new(20, 20)]);
    assert!(!look(worker, &text, "pdf").unwrap().lacking);
    text = paper::text("Helvetica");
    assert!(look(worker, &text, "pdf").unwrap().lacking);
}

fn pictures(worker: &Decoder) {
    let grey = GrayImage::from_pixel(900, 300, image::Luma([90]));
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Bmp,
        ImageFormat::WebP,
    ] {
        let mut file = std::io::Cursor::new(Vec::new());
        let picture = DynamicImage::ImageLuma8(grey.clone()).to_rgb8();
        picture.write_to(&mut file, format).unwrap();
        let sheet = look(worker, &file.into_inner(), format.extensions_str()[0]).unwrap();
        assert_eq!((sheet.pages, sheet.width, sheet.height), (1, 400, 133));
        assert!(picture_is(&sheet, 90), "{format:?}");
    }
    let pages = [
        GrayImage::from_pixel(300, 300, image::Luma([40])),
        GrayImage::from_pixel(300, 300, image::Luma([200])),
    ];
    let tiff = paper::tiff(&pages);
    for (page, grey) in [(0, 40), (1, 200)] {
        let sheet = worker.view(glance(tiff.clone(), "tif", page)).unwrap();
        assert_eq!((sheet.pages, sheet.width), (2, 300));
        assert!(picture_is(&sheet, grey));
    }
}

fn picture_is(sheet: &Sheet, grey: u8) -> bool {
    let pixel = *picture(sheet).get_pixel(sheet.width / 2, sheet.height / 2);
    pixel.0.iter().all(|channel| channel.abs_diff(grey) < 4)
}

fn many(worker: &Decoder) {
    let ofd = packed(&sealed::sealed(&office(1), 500));
    let pdf = paper::pdf(&vec![GrayImage::from_pixel(60, 60, image::Luma([90])); 500]);
    for (file, said) in [(ofd, "ofd"), (pdf, "pdf")] {
        for page in [0, 250, 499] {
            let start = Instant::now();
            let mut asked = glance(file.clone(), said, page);
            asked.limits = ViewLimits::default();
            asked.judge = (page == 0).then(|| judge(&[&office(1)], NOW));
            let sheet = worker.view(asked).unwrap();
            assert_eq!(sheet.pages, 500);
            println!(
                "  {said}, page {page} of 500: {} ms",
                start.elapsed().as_millis()
            );
        }
    }
}

fn slow(worker: &Decoder) {
    let mut bomb = glance(paper::bomb(40), "pdf", 0);
    bomb.limits.time = Duration::from_millis(500);
    match worker.view(bomb) {
        // Drawn to the end where the reader bounds it.
        Ok(sheet) => assert_eq!(sheet.pages, 1),
        Err(error) => assert!(matches!(error, Unviewable::TimedOut | Unviewable::Died)),
    }
    let mut none = glance(packed(&sealed::pages(1)), "ofd", 0);
    none.limits.time = Duration::ZERO;
    assert_eq!(worker.view(none), Err(Unviewable::TimedOut));
    let sheet = look(worker, &packed(&sealed::pages(1)), "ofd").unwrap();
    assert_eq!(sheet.pages, 1);
}

fn nobody(_: &Decoder) {
    let file = packed(&sealed::pages(1));
    let refused = |decoder: &Decoder| look(decoder, &file, "ofd").unwrap_err();
    assert_eq!(refused(&Decoder::here()), Unviewable::NoWorker);
    let gone = Decoder::worker(PathBuf::from("/nowhere/zc"));
    assert_eq!(refused(&gone), Unviewable::NoWorker);
}
