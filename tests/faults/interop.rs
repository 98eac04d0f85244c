//! tus with the tus project's own programs at the other end: their server for our client, their client for our
//! backend, both through cuts. The packages are those of `tests/interop`, installed by `npm ci`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use acceptance::contract::{self, holds};
use acceptance::dice::Dice;
use acceptance::proxy::{Fault, Proxy, Weather};
use acceptance::world::World;
use base64::Engine as _;
use serde_json::{Value, json};
use sync::{FileKey, Options, Remote};
use uuid::Uuid;

/// Several pieces, and not a whole number of them.
const LENGTH: usize = 3_000_017;
/// The smallest piece our client sends.
const PIECE: u64 = 256 << 10;

fn scripts() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop");
    assert!(
        folder.join("node_modules/tus-js-client").exists(),
        "run `npm ci` in {} first, or `cargo xtask test --only faults`",
        folder.display()
    );
    folder
}

/// `@tus/server` on a folder; ended when dropped.
struct Theirs {
    child: Child,
    url: String,
}

impl Theirs {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new("node")
            .current_dir(scripts())
            .arg("server.mjs")
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        let url = said["url"].as_str().unwrap().to_owned();
        Self { child, url }
    }
}

impl Drop for Theirs {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn our_client_resumes_at_the_last_byte_of_their_server() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let seed = Dice::seed("their server");
    let bytes = Dice::new(seed).bytes(LENGTH);
    let folder = tempfile::tempdir().unwrap();
    let proxy = Proxy::start();
    let mut theirs = Theirs::start(folder.path());
    proxy.lead_to(Some(&theirs.url));
    proxy.weather(Weather::storm(seed, 300));
    let options = Options {
        piece: PIECE as usize,
        ..Options::default()
    };
    let remote = Remote::new(&proxy.url(), options).unwrap();
    let key = FileKey {
        case: Uuid::from_u128(7),
        hash: seal::sha256(&bytes),
    };
    let kept: Mutex<Option<String>> = Mutex::default();
    let mut tries = 0;
    loop {
        tries += 1;
        assert!(tries < 200, "it never arrives");
        if tries == 3 {
            // Their server dies, too, and another one takes its folder up.
            drop(theirs);
            theirs = Theirs::start(folder.path());
            proxy.lead_to(Some(&theirs.url));
        }
        let read = |at: u64, length| -> Result<Vec<u8>, std::io::Error> {
            Ok(bytes[at as usize..at as usize + length].to_vec())
        };
        let progress = |url: &str, _| -> Result<(), std::io::Error> {
            *kept.lock().unwrap() = Some(url.to_owned());
            Ok(())
        };
        let url = kept.lock().unwrap().clone();
        let ended = remote.upload(key, LENGTH as u64, url, read, progress).await;
        if ended.is_ok() {
            break;
        }
    }
    let url = kept.lock().unwrap().clone().unwrap();
    let id = url.rsplit('/').next().unwrap();
    let stored = std::fs::read(folder.path().join(id)).unwrap();
    assert!(stored == bytes, "what their server stored is not the file");
    let seen = proxy.seen();
    println!("{tries} tries; {:?}", proxy.faults());
    // A piece that was answered is never sent again.
    let mut standing = 0;
    let pieces = seen.iter().filter(|seen| seen.method == "PATCH");
    for piece in pieces.filter(|seen| seen.path.ends_with(id)) {
        assert!(piece.offset.unwrap() >= standing, "{piece:?}");
        let heard = matches!(piece.fault, Fault::Clear | Fault::Delay(_) | Fault::Drip);
        if let (true, Some(stored)) = (heard, piece.stored) {
            standing = stored;
        }
    }
    // The answer to the last piece may be lost: then the client hears of it by asking for the offset.
    let last = seen.iter().filter_map(|seen| seen.offset).max();
    assert!(last.unwrap_or(0) + PIECE >= LENGTH as u64, "{seen:?}");
}

/// What their client does at our city, through this weather; the file lies in the city afterwards or not.
async fn their_client(mode: &str, weather: Weather) -> (Value, bool) {
    let mut world = World::new();
    let bytes = Dice::new(Dice::seed(mode)).bytes(LENGTH);
    let file = world.file("file.bin");
    std::fs::write(&file, &bytes).unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let caller = contract::sign_in(&world.proxy.url(), now.as_millis() as i64).await;
    world.proxy.weather(weather);
    let (case, hash) = (Uuid::new_v4(), seal::sha256(&bytes));
    let sum = base64::engine::general_purpose::STANDARD.encode(hash.0);
    let asked = json!({
        "mode": mode,
        "endpoint": format!("{}/v1/attachments", world.proxy.url()),
        "token": caller.token,
        "case": case,
        "hash": hash.to_string(),
        "file": file,
        "checksum": format!("sha256 {sum}"),
    });
    let mut child = Command::new("node")
        .current_dir(scripts())
        .arg("upload.mjs")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(asked.to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    println!("{mode}: {:?}", world.proxy.faults());
    world.kill_city();
    let told = serde_json::from_slice(&output.stdout).unwrap();
    (told, holds(&world.city_folder(), case, &bytes))
}

#[tokio::test(flavor = "multi_thread")]
async fn their_client_reaches_our_backend_through_cuts() {
    let seed = Dice::seed("their client");
    let (told, there) = their_client("whole", Weather::storm(seed, 400)).await;
    assert_eq!(told["ended"], "done", "{told}");
    assert!(there, "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn their_client_stops_and_goes_on_at_the_last_byte_stored() {
    let (told, there) = their_client("resumed", Weather::clear()).await;
    assert_eq!(told["first"]["ended"], "stopped", "{told}");
    assert_eq!(told["second"]["ended"], "done", "{told}");
    let asked = told["second"]["offsets"].as_array().unwrap();
    assert_eq!(asked[0]["method"], "HEAD", "{told}");
    let stood = asked[0]["offset"].as_u64().unwrap();
    assert!((600_000..LENGTH as u64).contains(&stood), "{told}");
    assert_eq!(asked[1]["offset"], stood + 300_000, "{told}");
    assert!(there);
}

#[tokio::test(flavor = "multi_thread")]
async fn their_client_hears_of_a_wrong_offset_and_of_a_changed_piece() {
    let (told, there) = their_client("misplaced", Weather::clear()).await;
    assert_eq!(
        (&told["ended"], &told["status"]),
        (&json!("failed"), &json!(409)),
        "{told}"
    );
    assert!(!there);
    let (told, there) = their_client("changed", Weather::clear()).await;
    assert_eq!(
        (&told["ended"], &told["status"]),
        (&json!("failed"), &json!(460)),
        "{told}"
    );
    assert!(!there);
    let (told, there) = their_client("summed", Weather::clear()).await;
    assert_eq!(told["ended"], "done", "{told}");
    assert!(there);
}
