//! Law 5 over the whole program: a marker citizen goes through every path, with kills on the way, and then no byte
//! that any of our programs left anywhere is theirs, in any encoding a tool might have used.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use acceptance::marker::{NAME, PHONE, STREET, needles, number, search};
use acceptance::pictures::qr;
use acceptance::proxy::Weather;
use acceptance::world::{Ended, World};
use desk::{Config, Desk, Event};
use serde_json::{Value, json};

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
    let places = ["station", "second", "city", "tmp", "home", "out"];
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

    carried(&mut world, &given);
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

/// Bundles: cut off half-way, whole, for a printed code; read at another station, cut off there, too; and one that is
/// damaged. They lie where everything is searched.
fn carried(world: &mut World, given: &Path) {
    let out = world.file("out");
    let bundle = |name: &str| out.join(name).display().to_string();
    let paper = given.join(format!("{NAME}的产权证.txt"));
    let zc = |world: &World, station: &str, args: &[&str], at: Option<&str>| {
        world.command(station, args, at).output().unwrap().status
    };
    assert!(zc(world, "second", &["sync"], None).success(), "enrolled");
    // Whoever was enrolled before learns of those after with the next session.
    assert!(zc(world, "station", &["sync"], None).success());
    world.unplug();
    let lines = [
        line("g", "tolerance", Some(&paper)).to_string(),
        line("h", "tolerance", Some(&paper)).to_string(),
    ];
    let lines = batch(world, &lines);
    assert_eq!(world.run(&["intake", &lines], None), Ended::Code(0));
    for (name, at) in [("half.zcb", "bundle.part:2"), ("named.zcb", "bundle.named")] {
        let export = ["queue", "export", &bundle(name)];
        assert_eq!(world.run(&export, Some(at)), Ended::Crashed, "{name}");
    }
    let halves = std::fs::read_dir(&out).unwrap().flatten();
    let halves =
        halves.filter(|entry| entry.file_name().to_string_lossy().starts_with("half.zcb."));
    assert_eq!(halves.count(), 1, "what was cut off lies there");
    let export = ["queue", "export", "--code", &bundle("whole.zcb")];
    assert_eq!(world.run(&export, None), Ended::Code(0));
    let mut bytes = std::fs::read(bundle("whole.zcb")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(bundle("damaged.zcb"), bytes).unwrap();
    world.plug();
    assert!(
        !zc(
            world,
            "second",
            &["queue", "import", &bundle("damaged.zcb")],
            None
        )
        .success()
    );
    for at in ["append.built", "attachment.chunked"] {
        zc(
            world,
            "second",
            &["queue", "import", &bundle("whole.zcb")],
            Some(at),
        );
    }
    search(&written(world));
    assert!(
        zc(
            world,
            "second",
            &["queue", "import", &bundle("whole.zcb")],
            None
        )
        .success()
    );
    world.send_all();
    // Through a gateway that takes no body of unknown length.
    let direct = ["queue", "import", "--direct", &bundle("whole.zcb")];
    assert_eq!(
        world.run(&direct, None),
        Ended::Code(0),
        "straight to the city"
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
