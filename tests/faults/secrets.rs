//! Law 5 over the whole program: a marker citizen goes through every path, with kills on the way, and then no byte
//! that any of our programs left anywhere is theirs, in any encoding a tool might have used.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use acceptance::pictures::qr;
use acceptance::proxy::Weather;
use acceptance::world::{Ended, World};
use desk::{Config, Desk, Event};
use serde_json::{Value, json};

const NAME: &str = "欧阳瑟琳";
const NAME_GB18030: &[u8] = &[0xc5, 0xb7, 0xd1, 0xf4, 0xc9, 0xaa, 0xc1, 0xd5];
const STREET: &str = "琅琊巷九十七号";
const STREET_GB18030: &[u8] = &[
    0xc0, 0xc5, 0xe7, 0xf0, 0xcf, 0xef, 0xbe, 0xc5, 0xca, 0xae, 0xc6, 0xdf, 0xba, 0xc5,
];
const PHONE: &str = "13987651234";

/// A number of nobody: GB 11643 with its check character.
fn number() -> String {
    let body = "430400199003077";
    let body = format!("{body}77");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    format!("{body}{}", char::from(check))
}

/// Every spelling that is looked for.
fn needles() -> Vec<(String, Vec<u8>)> {
    let mut needles = vec![
        (format!("{NAME} GB18030"), NAME_GB18030.to_vec()),
        (format!("{STREET} GB18030"), STREET_GB18030.to_vec()),
    ];
    for text in [NAME, STREET, PHONE, &number()] {
        needles.push((format!("{text} UTF-8"), text.as_bytes().to_vec()));
        let wide: Vec<u16> = text.encode_utf16().collect();
        let little = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big = wide.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        needles.push((format!("{text} UTF-16LE"), little));
        needles.push((format!("{text} UTF-16BE"), big));
        if !text.is_ascii() {
            let escaped: String = wide.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            needles.push((format!("{text} escaped"), escaped.into_bytes()));
        }
    }
    needles
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// How many files there are; panics where one holds the marker, in its content or in its name.
fn search(folders: &[PathBuf]) -> usize {
    let needles = needles();
    let mut count = 0;
    for path in folders.iter().flat_map(|folder| files(folder)) {
        let bytes = std::fs::read(&path).unwrap_or_default();
        let name = path.to_string_lossy().into_owned();
        for (what, needle) in &needles {
            let found = bytes
                .windows(needle.len())
                .position(|window| window == needle);
            assert!(found.is_none(), "{what} stands in {name} at {found:?}");
            assert!(
                !name
                    .as_bytes()
                    .windows(needle.len())
                    .any(|window| window == needle)
            );
        }
        count += 1;
    }
    count
}

fn line(reference: &str, action: &str, file: Option<&Path>) -> Value {
    let property = match file {
        Some(file) => json!({"code": "property", "file": file}),
        None => json!({"code": "property", "lack": "tolerance"}),
    };
    json!({
        "ref": reference,
        "item": "0225",
        "applicant": {"kind": "self", "name": NAME, "id": number(), "phone": PHONE},
        "form": {"address": STREET, "phone": PHONE},
        "materials": [{"code": "identity", "paper": true}, property, {"code": "plan", "lack": "tolerance"}],
        "do": action,
    })
}

fn batch(world: &World, lines: &[String]) -> String {
    let path = world.file("given.jsonl");
    std::fs::write(&path, lines.join("\n")).unwrap();
    format!("@{}", path.display())
}

/// Where our programs write: both data folders, temporary files, whatever a home would get, all they printed.
fn written(world: &World) -> Vec<PathBuf> {
    let places = ["station", "city", "tmp", "home", "out"];
    places.map(|name| world.file(name)).to_vec()
}

#[test]
fn no_byte_of_a_citizen_is_left_by_any_program() {
    let mut world = World::new();
    assert_eq!(world.run(&["sync"], None), Ended::Code(0), "enrolled");
    let given = world.file("given");
    std::fs::create_dir(&given).unwrap();
    let paper = given.join(format!("{NAME}的产权证.txt"));
    std::fs::write(
        &paper,
        format!("{NAME} {} {STREET} {PHONE}", number()).repeat(2_000),
    )
    .unwrap();
    let with_file = |reference: &str| line(reference, "tolerance", Some(&paper)).to_string();

    // Offline, online, refused, malformed; killed in the middle of each half.
    world.unplug();
    let lines = batch(
        &world,
        &[with_file("a"), line("b", "accept", None).to_string()],
    );
    for point in ["append.built", "journal.followed", "attachment.chunked"] {
        assert_eq!(
            world.run(&["intake", &lines], Some(point)),
            Ended::Crashed,
            "{point}"
        );
        search(&written(&world));
    }
    world.run(&["intake", &lines], None);
    world.plug();
    let broken = with_file("c").replace("\"do\"", "do");
    let strange = with_file("d").replace("\"0225\"", "\"9999\"");
    let lines = batch(&world, &[with_file("e"), broken, strange]);
    world.run(&["intake", &lines], None);
    world.proxy.weather(Weather::storm(7, 300));
    for point in ["upload.replied", "settle.one", "feed.taken"] {
        world.run(&["sync"], Some(point));
    }
    world.start_city(Some("backend.piece.taken"));
    let lines = batch(&world, &[with_file("f")]);
    world.run(&["intake", &lines], None);
    world.run(&["sync"], None);
    search(&written(&world));
    world.start_city(None);
    world.proxy.weather(Weather::clear());
    world.send_all();
    world.run(&["queue", "list"], None);
    world.run(&["find", NAME], None);
    world.run(&["doctor"], None);
    let picture = given.join("code.png");
    qr(&picture, &format!("{NAME} {}", number()));
    // What a scan reads is its answer: it is told, and kept nowhere.
    let scanned = world
        .command("station", &["scan", &picture.display().to_string()], None)
        .output();
    assert!(
        String::from_utf8(scanned.unwrap().stdout)
            .unwrap()
            .contains(NAME)
    );

    at_the_desk(&world);
    let while_it_runs = search(&written(&world));
    world.kill_city();
    let count = search(&written(&world));
    println!("{count} files searched for {} spellings", needles().len());
    assert!(
        count.min(while_it_runs) > 20,
        "{count} files: too few to be all"
    );
    // The search sees: what was given is there.
    assert!(
        std::panic::catch_unwind(|| search(&[given])).is_err(),
        "the search is blind"
    );
}

/// What the window does: a draft field by field, the search box, the papers, what is shown unmasked.
fn at_the_desk(world: &World) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let now = || {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        since.as_millis() as i64
    };
    let desk = Desk::new(Config {
        dir: world.station(),
        now: Arc::new(now),
        seed: 1,
    });
    desk.set_backend(Some(&world.proxy.url())).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        desk.sign_in("0217", "practice-0217").await.unwrap();
        let item = desk.search("供水报装").unwrap().remove(0);
        desk.choose_item(&item.id).await.unwrap();
        desk.set_person(NAME, "resident_id", &number(), PHONE)
            .await
            .unwrap();
        desk.set_field("address", STREET).unwrap();
        desk.attach(
            "property",
            &format!("{NAME}.png"),
            "image/png",
            STREET.as_bytes(),
        )
        .unwrap();
        desk.drain(Event::Nudge).await.unwrap();
    });
    let hits = desk.search(NAME).unwrap();
    assert!(!hits.is_empty(), "the box finds the citizen's cases");
    let case = &hits[0].id;
    let pdf = desk.paper(case, "receipt").unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    search(&written(world));
    desk.sign_out().unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn a_crash_leaves_no_core_of_what_was_in_memory() {
    let dir = tempfile::tempdir().unwrap();
    // However generous whoever starts it is.
    let mut child = std::process::Command::new("sh")
        .args(["-c", "ulimit -c unlimited; exec \"$@\"", "sh"])
        .arg(acceptance::zc::program())
        .args(["--json", "practice", "--until-stdin-closes", "--folder"])
        .arg(dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let stdout = child.stdout.take().unwrap();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut line).unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"));
    let words: Vec<&str> = core.unwrap().split_whitespace().collect();
    assert_eq!(words[4..6], ["0", "0"], "{core:?}");
}
