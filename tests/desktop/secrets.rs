//! Law 5 at the real window: a marker citizen goes through its fields, its queue and its bundles, and then no byte of
//! them lies in its data folder or in anything that the webview, the toolkit or the city wrote beside it.

use std::path::PathBuf;

use acceptance::marker::{NAME, PHONE, STREET, number, search};
use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};

#[tokio::test(flavor = "multi_thread")]
async fn the_window_and_its_webview_leave_no_byte_of_a_citizen() -> Result<()> {
    let world = tempfile::tempdir()?;
    let place = |name: &str| -> Result<PathBuf> {
        let folder = world.path().join(name);
        std::fs::create_dir(&folder)?;
        Ok(folder)
    };
    let (data, home, cache) = (place("data")?, place("home")?, place("cache")?);
    let (config, tmp, out) = (place("config")?, place("tmp")?, place("out")?);
    let text = |folder: &PathBuf| folder.display().to_string();
    let (home_, cache_, config_, tmp_) = (text(&home), text(&cache), text(&config), text(&tmp));
    let variables = [
        ("HOME", home_.as_str()),
        ("XDG_DATA_HOME", home_.as_str()),
        ("XDG_CACHE_HOME", cache_.as_str()),
        ("XDG_CONFIG_HOME", config_.as_str()),
        ("TMPDIR", tmp_.as_str()),
    ];
    let written = [&data, &home, &cache, &config, &tmp, &out].map(Clone::clone);
    let mut clerk = Clerk::start(&data, Camera::off(), &variables).await?;
    clerk.window.find("sign-in-password").await?;
    clerk.keys.find("综窗")?;
    clerk.sign_in("0217").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk.keys.press("F2")?;
    clerk.window.find("person-form-name").await?;
    for (field, value) in [("name", NAME), ("id", &number()), ("phone", PHONE)] {
        let field = format!("person-form-{field}");
        clerk.window.fill(&field, value).await?;
    }
    clerk.window.click("person-form-save").await?;
    clerk.window.until_gone("person-form").await?;
    clerk.window.fill("field-address", STREET).await?;
    clerk.keys.press("Tab")?;
    clerk.window.until("source-address", "手工填写").await?;
    search(&written);
    // The draft goes out with the unsent work.
    clerk.go("queue").await?;
    clerk.window.click("queue-export").await?;
    let bundle = out.join("work.zcb");
    clerk.window.fill("bundle-file", &text(&bundle)).await?;
    clerk.window.click("bundle-go").await?;
    clerk.window.find("bundle-done").await?;
    clerk.window.click("bundle-close").await?;
    clerk.window.click("queue-import").await?;
    clerk.window.fill("bundle-file", &text(&bundle)).await?;
    clerk.window.click("bundle-go").await?;
    clerk.window.find("bundle-done").await?;
    clerk.window.click("bundle-close").await?;
    let running = search(&written);
    clerk.window.close().await?;
    let count = search(&written);
    println!("{running} files searched while it ran, {count} after");
    ensure!(count.min(running) > 5, "{count} files: too few to be all");
    ensure!(bundle.exists(), "the bundle was searched too");
    // The search sees what is there.
    let seen = out.join("seen.txt");
    std::fs::write(&seen, format!("{NAME} {STREET}"))?;
    let blind = std::panic::catch_unwind(|| search(&written)).is_ok();
    ensure!(!blind, "the search is blind");
    Ok(())
}
