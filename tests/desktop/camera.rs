//! A material is photographed in the real window (S75): pages, a code under the camera, a camera that vanishes, the
//! watched folder.

use std::path::{Path, PathBuf};

use acceptance::pictures;
use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};
use image::{Rgb, RgbImage};

/// A sheet with lines on it, turned by some degrees on a dark ground, with a mark that tells sheets apart.
fn sheet(angle: f32, mark: u8) -> RgbImage {
    let (sine, cosine) = angle.to_radians().sin_cos();
    RgbImage::from_fn(2592, 1944, |x, y| {
        let (right, below) = (x as f32 - 1296.0, y as f32 - 972.0);
        let across = (right * cosine + below * sine) / 2120.0 + 0.5;
        let down = (below * cosine - right * sine) / 1500.0 + 0.5;
        if !(0.0..1.0).contains(&across) || !(0.0..1.0).contains(&down) {
            return Rgb([36; 3]);
        }
        let text = (0.08..0.92).contains(&across) && (0.1..0.9).contains(&down);
        let ink = text && (down * 24.0).fract() < 0.4 && (across * 70.0).fract() > 0.3;
        Rgb([if ink { mark } else { 240 }; 3])
    })
}

/// Lays it under the camera: nobody sees half of it.
fn lay(folder: &Path, picture: &RgbImage) -> Result<()> {
    let partial = folder.join("next.part");
    picture.save_with_format(&partial, image::ImageFormat::Png)?;
    Ok(std::fs::rename(partial, folder.join("under.png"))?)
}

/// A code on a sheet of its own, as a phone under the camera.
fn code(text: &str) -> RgbImage {
    image::DynamicImage::ImageLuma8(pictures::picture(text)).into_rgb8()
}

struct Counter {
    data: tempfile::TempDir,
    under: tempfile::TempDir,
}

impl Counter {
    fn new() -> Result<Self> {
        let counter = Self {
            data: tempfile::tempdir()?,
            under: tempfile::tempdir()?,
        };
        lay(&counter.pictures(), &sheet(4.0, 40))?;
        Ok(counter)
    }

    /// What lies under the camera.
    fn pictures(&self) -> PathBuf {
        self.under.path().to_owned()
    }

    async fn arrive(&self) -> Result<Clerk> {
        let under = self.pictures();
        let camera = [("ZC_CAMERA", under.to_str().unwrap_or_default())];
        let shots = Camera::asked("camera")?;
        let mut clerk = Clerk::start(self.data.path(), shots, &camera).await?;
        clerk.window.find("sign-in-password").await?;
        clerk.keys.find("综窗")?;
        clerk.sign_in("0217").await?;
        clerk.choose_item("gsbz", "供水报装").await?;
        Ok(clerk)
    }
}

async fn pages(clerk: &Clerk, wanted: &str) -> Result<()> {
    clerk.window.until("pages", wanted).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn s75_pages_are_taken_one_is_deleted_and_the_case_stands_on_the_other() -> Result<()> {
    let counter = Counter::new()?;
    let mut clerk = counter.arrive().await?;
    // Given the dialog of a line and a sheet that lies askew,
    clerk.window.click("camera-plan").await?;
    clerk.window.find("sight-frame").await?;
    clerk.look("sight", "拍照：预览。").await?;
    // when it is taken by a key, it is cut out and level, and bound to the line at once;
    clerk.keys.press("F4")?;
    pages(&clerk, "已拍 1 页").await?;
    let first = clerk.window.read("page").await?;
    ensure!(first.contains("已裁剪"), "the sheet was found: {first}");
    ensure!(
        !clerk.window.has("page-warning").await?,
        "nothing is wrong with it: {first}"
    );
    // when another one is taken, there are two;
    lay(&counter.pictures(), &sheet(-3.0, 90))?;
    clerk.keys.press("space")?;
    pages(&clerk, "已拍 2 页").await?;
    clerk.look("pages", "两页，都已裁正。").await?;
    clerk.window.click("page-cut-1").await?;
    clerk.window.find("corner-0").await?;
    clerk.look("corners", "裁剪：四角。").await?;
    clerk.window.click("cut-leave").await?;
    // The list comes back in its place; a click before that meets nothing.
    clerk.window.until_gone("corner-0").await?;
    clerk.window.find("page-cut-1").await?;
    // when the first is taken away, the other is the line's only page.
    clerk.window.click("page-remove-0").await?;
    pages(&clerk, "已拍 1 页").await?;
    clerk.keys.press("Escape")?;
    clerk.window.until_gone("capture-dialog").await?;
    clerk.window.until("material-plan", "拍摄 1 页").await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s75_a_camera_that_vanishes_is_said_to_have_vanished_and_the_desk_goes_on() -> Result<()> {
    let counter = Counter::new()?;
    let mut clerk = counter.arrive().await?;
    clerk.window.click("camera-plan").await?;
    clerk.window.find("sight-frame").await?;
    clerk.keys.press("F4")?;
    pages(&clerk, "已拍 1 页").await?;
    std::fs::remove_dir_all(counter.pictures())?;
    clerk.window.until("sight-said", "断开").await?;
    clerk.look("vanished", "高拍仪断开。").await?;
    clerk.keys.press("Escape")?;
    clerk.window.until_gone("capture-dialog").await?;
    // What was taken is there, and everything else works.
    clerk.window.until("material-plan", "拍摄 1 页").await?;
    clerk.window.focus("field-people").await?;
    clerk.keys.type_slowly("3")?;
    clerk.keys.press("Tab")?;
    clerk.window.until("source-people", "手工填写").await?;
    // Plugged in again it is found again.
    std::fs::create_dir(counter.pictures())?;
    lay(&counter.pictures(), &sheet(1.0, 40))?;
    clerk.window.click("camera-plan").await?;
    clerk.window.find("sight-frame").await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s19_a_code_under_the_camera_is_a_scan() -> Result<()> {
    let counter = Counter::new()?;
    let clerk = counter.arrive().await?;
    clerk.window.click("camera-plan").await?;
    clerk.window.find("sight-frame").await?;
    lay(&counter.pictures(), &code("ZC:ITEM:0228:1"))?;
    clerk.window.until("scan-message", "已打开事项").await?;
    clerk.window.until("item", "低压").await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s75_a_watched_folder_gives_its_new_pictures_and_is_empty_afterwards() -> Result<()> {
    let counter = Counter::new()?;
    let folder = tempfile::tempdir()?;
    let old = folder.path().join("old.png");
    sheet(0.0, 40).save(&old)?;
    let mut clerk = counter.arrive().await?;
    clerk.window.click("camera-plan").await?;
    clerk.window.pick("capture-source", "folder").await?;
    let path = folder.path().to_string_lossy().into_owned();
    clerk.window.fill("folder-path", &path).await?;
    clerk.window.click("folder-set").await?;
    clerk.window.until("folder", "等待新图片").await?;
    // Half a picture waits until the rest is written.
    let whole = {
        let mut bytes = std::io::Cursor::new(Vec::new());
        sheet(2.0, 40).write_to(&mut bytes, image::ImageFormat::Png)?;
        bytes.into_inner()
    };
    let fresh = folder.path().join("page.png");
    std::fs::write(&fresh, &whole[..whole.len() / 2])?;
    clerk.window.until("folder-waiting", "有 1 张").await?;
    clerk.keys.press("F4")?;
    clerk
        .window
        .until("capture-fault", "没有新的完整图片")
        .await?;
    ensure!(fresh.exists(), "what is not whole is not taken");
    std::fs::write(&fresh, &whole)?;
    clerk.window.find("folder-offered").await?;
    clerk.look("folder", "监视文件夹：新图片。").await?;
    clerk.keys.press("F4")?;
    pages(&clerk, "已拍 1 页").await?;
    ensure!(!fresh.exists(), "its file is removed (law 5)");
    ensure!(old.exists(), "what was there before is nobody's business");
    clerk.window.close().await
}
