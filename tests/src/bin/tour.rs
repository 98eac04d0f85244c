//! The tour: the real window, driven through the main job by key events and WebDriver alone, photographed.

use std::path::PathBuf;

use acceptance::window::{Camera, Clerk, job};
use anyhow::{Result, bail};

#[tokio::main]
async fn main() -> Result<()> {
    let out = out()?;
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::to(&out)?).await?;
    let mut done = job::Job::default();
    let walked = walk(&mut clerk, &mut done).await;
    if walked.is_err() {
        clerk
            .camera
            .take("stopped-here", "导览在这里停下，原因见命令输出。")?;
    }
    let figures = [
        ("在线受理的编号 / taken in online", done.online.clone()),
        (
            "离线登记的临时编号 / provisional number offline",
            done.provisional.clone(),
        ),
        ("联网后的编号 / its number afterwards", done.offline.clone()),
        (
            "从扫码到保存的按键数 / key presses from scan to saved",
            done.presses.to_string(),
        ),
        (
            "结果 / result",
            if walked.is_ok() {
                "走完".into()
            } else {
                "没有走完".into()
            },
        ),
    ]
    .map(|(name, value)| (name.to_owned(), value));
    clerk
        .camera
        .report("综窗导览 · Tour of the main job", &figures)?;
    clerk.window.close().await?;
    walked?;
    println!("导览完成：{} / The tour is done.", out.display());
    Ok(())
}

async fn walk(clerk: &mut Clerk, done: &mut job::Job) -> Result<()> {
    clerk.sign_in("0217").await?;
    clerk.camera.take("desk", "受理台：一屏办完，不是向导。")?;
    job::take_in_online(clerk, done).await?;
    job::look_at_papers(clerk).await?;
    job::take_in_offline(clerk, done).await?;
    job::network_back(clerk, done).await?;
    job::five_failures(clerk).await?;
    job::supplement_and_decide(clerk, &done.online).await
}

fn out() -> Result<PathBuf> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.as_slice() {
        [] => Ok(PathBuf::from("target/tour")),
        [option, folder] if option == "--out" => Ok(PathBuf::from(folder)),
        _ => bail!("the only option is --out DIR"),
    }
}
