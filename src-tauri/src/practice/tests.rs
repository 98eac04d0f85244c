use std::os::unix::fs::PermissionsExt;

use super::*;

/// A stand-in for `zc` that does `then` after announcing itself.
fn city(dir: &Path, script: &str) -> City {
    let zc = dir.join("zc");
    std::fs::write(&zc, format!("#!/bin/sh\n{script}\n")).expect("writable");
    std::fs::set_permissions(&zc, PermissionsExt::from_mode(0o755)).expect("own file");
    City::new(Some(zc), dir.join("city"))
}

const OBEDIENT: &str =
    r#"echo '{"url":"http://127.0.0.1:4/","more":1}'; cat >/dev/null; touch "$0.ended""#;

#[tokio::test]
async fn it_is_started_once_and_stopped_by_closing_its_input() {
    let dir = tempfile::tempdir().expect("temp");
    let city = city(dir.path(), OBEDIENT);
    assert!(city.is_stopped());
    assert_eq!(city.start().await.expect("started"), "http://127.0.0.1:4/");
    let pid = city
        .running()
        .as_ref()
        .and_then(|running| running.child.id());
    city.start().await.expect("runs");
    assert_eq!(
        city.running()
            .as_ref()
            .and_then(|running| running.child.id()),
        pid
    );
    assert!(!city.is_stopped());
    city.stop().await;
    assert!(city.is_stopped());
    assert!(
        dir.path().join("zc.ended").exists(),
        "it ended by itself, it was not killed"
    );
}

#[tokio::test]
async fn one_that_does_not_obey_is_killed() {
    let dir = tempfile::tempdir().expect("temp");
    let city = city(
        dir.path(),
        r#"echo '{"url":"http://127.0.0.1:4/"}'; exec tail -f /dev/null"#,
    );
    city.start().await.expect("started");
    city.stop().await;
    assert!(city.is_stopped());
}

#[tokio::test]
async fn one_that_ends_or_talks_nonsense_or_is_not_there_gives_a_sentence() {
    let dir = tempfile::tempdir().expect("temp");
    for script in ["exit 1", "echo '<html>'; cat >/dev/null"] {
        let fault = city(dir.path(), script).start().await.expect_err("no city");
        assert_eq!(fault.code, "practice_failed");
    }
    let fault = City::new(Some(dir.path().join("none")), dir.path().into())
        .start()
        .await
        .expect_err("no city");
    assert!(fault.say.contains("zc"));
}

#[tokio::test]
async fn one_that_died_is_told_and_is_not_started_again_by_asking() {
    let dir = tempfile::tempdir().expect("temp");
    let city = city(
        dir.path(),
        r#"echo '{"url":"http://127.0.0.1:4/"}'; read line"#,
    );
    city.start().await.expect("started");
    drop(city.running().as_mut().expect("running").stdin.take());
    let mut running = city.running().take().expect("running");
    running.child.wait().await.expect("ended");
    *city.running() = Some(running);
    assert!(city.is_stopped());
    assert!(city.is_stopped(), "asking starts nothing");
}
