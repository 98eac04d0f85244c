//! Law 1 at the window itself: SIGKILL of the window and of its city, at the moment the screen says saved, and at a
//! moment when nobody can know.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use acceptance::dice::Dice;
use acceptance::window::{Camera, Clerk, processes_on};
use acceptance::world::ends;
use anyhow::{Context, Result, ensure};

/// Nothing on the way from the last key to the screen takes longer.
const LONGEST_MS: u64 = 600;

/// SIGKILL to everything that was started on this folder; true where something was.
fn kill_all(data: &Path) -> Result<bool> {
    let processes = processes_on(data);
    for process in &processes {
        // One may have gone with another.
        Command::new("kill")
            .args(["-9", &process.to_string()])
            .status()?;
    }
    Ok(!processes.is_empty())
}

/// A case of 供水报装, filled in and signed, up to the key that saves it; from the second one on for another house.
async fn ready_to_save(data: &Path, user: &str, (citizen, again): (&str, bool)) -> Result<Clerk> {
    let mut clerk = Clerk::arrive(data, Camera::off()).await?;
    clerk.sign_in(user).await?;
    let (code, _) = clerk.phone(citizen, "signed", "ok").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk.scan(&code, "凭证码有效").await?;
    clerk.window.until("material-identity", "免于提交").await?;
    // From the second case on the last one's number stands there.
    if clerk.window.value("field-phone").await?.is_empty() {
        clerk.window.focus("field-phone").await?;
        clerk.keys.type_slowly("13800000000")?;
        clerk.keys.press("Tab")?;
        clerk.window.until("source-phone", "手工填写").await?;
    }
    clerk.keys.press("alt+4")?;
    clerk.window.until("material-plan", "容缺").await?;
    clerk.keys.press("F10")?;
    if again {
        clerk.window.find("double-dialog").await?;
        clerk.window.fill("double-why", "另一处房屋").await?;
        clerk.window.click("double-go").await?;
    }
    clerk.sign().await?;
    Ok(clerk)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_window_showed_as_saved_is_in_the_backend_whenever_it_was_killed() -> Result<()> {
    let mut dice = Dice::new(Dice::seed("window"));
    let data = tempfile::tempdir()?;
    let mut shown = Vec::new();
    for again in [false, true] {
        let mut clerk = ready_to_save(data.path(), "0217", ("chen", again)).await?;
        clerk.keys.press("Return")?;
        clerk.window.find("saved").await?;
        let number = clerk.window.read("saved-number").await?;
        ensure!(kill_all(data.path())?, "the window was alive");
        let number = number.split_whitespace().last().context("a number")?;
        shown.push(number.to_owned());
    }
    let mut clerk = ready_to_save(data.path(), "0218", ("chen", true)).await?;
    clerk.keys.press("Return")?;
    let pressed = Instant::now();
    let wait = Duration::from_millis(dice.below(LONGEST_MS));
    while pressed.elapsed() < wait {
        std::thread::yield_now();
    }
    ensure!(kill_all(data.path())?, "the window was alive");
    drop(clerk);

    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    clerk.until_sent().await?;
    clerk.window.close().await?;
    let found = ends(data.path(), &data.path().join("city"), &shown);
    println!("{found} acts stand at both ends; shown as saved: {shown:?}");
    Ok(())
}
