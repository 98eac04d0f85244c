//! The system packages, what each is for, and how to see whether it is there.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{find_program, read, succeeds};

/// What a package is needed for; a command asks only for the stages it goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Compiling the window and `zc`.
    Build,
    /// Showing the window to a person.
    Desk,
    /// Showing it on a virtual display and driving it by keys and WebDriver.
    Window,
    /// Looking into what the program made: papers, certificates.
    Tests,
}

/// How to see that a package is there without asking the package manager.
pub enum Probe {
    /// A library with its headers, by its pkg-config name.
    Library(&'static str),
    Program(&'static str),
    /// A font that has Chinese.
    ChineseFont,
    /// The C compiler as a library, which reads the system's headers for a build.
    Clang,
    /// A file that only this package brings.
    File(&'static str),
    /// A module through which an input method writes into GTK's fields.
    GtkInput(&'static str),
}

/// One package under its name in each family of distributions.
pub struct Need {
    pub apt: &'static str,
    pub dnf: &'static str,
    pub pacman: &'static str,
    pub zypper: &'static str,
    pub probe: Probe,
    pub stage: Stage,
    pub zh: &'static str,
    pub en: &'static str,
}

const fn need(
    stage: Stage,
    probe: Probe,
    names: [&'static str; 4],
    zh: &'static str,
    en: &'static str,
) -> Need {
    let [apt, dnf, pacman, zypper] = names;
    Need {
        apt,
        dnf,
        pacman,
        zypper,
        probe,
        stage,
        zh,
        en,
    }
}

use Probe::{ChineseFont, Clang, File, GtkInput, Library, Program};
use Stage::{Build, Desk, Tests, Window};

/// Everything, in the order it is spoken of.
#[rustfmt::skip]
pub const NEEDS: &[Need] = &[
    need(Build, Program("c++"), ["build-essential", "gcc-c++", "base-devel", "gcc-c++"],
        "编译扫码与数据库部件", "compiles the code reader and the database"),
    need(Build, Program("make"), ["build-essential", "make", "base-devel", "make"],
        "编译扫码部件", "builds the code reader"),
    need(Build, Program("cmake"), ["cmake", "cmake", "cmake", "cmake"],
        "编译扫码部件", "builds the code reader"),
    need(Build, Program("pkg-config"), ["pkg-config", "pkgconf-pkg-config", "pkgconf", "pkgconf-pkg-config"],
        "查找系统库", "finds the system's libraries"),
    need(Build, Library("webkit2gtk-4.1"), ["libwebkit2gtk-4.1-dev", "webkit2gtk4.1-devel", "webkit2gtk-4.1", "webkit2gtk3-devel"],
        "窗口的网页内核", "the webview of the window"),
    need(Build, Library("gtk+-3.0"), ["libgtk-3-dev", "gtk3-devel", "gtk3", "gtk3-devel"],
        "窗口本身", "the window itself"),
    need(Build, Library("dbus-1"), ["libdbus-1-dev", "dbus-devel", "dbus", "dbus-1-devel"],
        "与桌面通信", "talks to the desktop"),
    need(Build, Library("libcrypto"), ["libssl-dev", "openssl-devel", "openssl", "libopenssl-devel"],
        "数据库加密（SQLCipher）", "encrypts the database (SQLCipher)"),
    need(Build, Clang, ["libclang-dev", "clang-devel", "clang", "clang-devel"],
        "读取摄像头接口的头文件", "reads the camera's headers"),
    need(Desk, ChineseFont, ["fonts-noto-cjk", "google-noto-sans-cjk-fonts", "noto-fonts-cjk", "google-noto-sans-cjk-fonts"],
        "屏幕上的汉字", "Chinese characters on the screen"),
    need(Window, Program("Xvfb"), ["xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb", "xorg-x11-server-Xvfb"],
        "虚拟显示器", "a display for machines without one"),
    need(Window, Program("WebKitWebDriver"), ["webkit2gtk-driver", "webkit2gtk4.1", "webkit2gtk-4.1", "webkit2gtk3-minibrowser"],
        "驱动真实窗口（WebDriver）", "drives the real window (WebDriver)"),
    need(Window, Program("xdotool"), ["xdotool", "xdotool", "xdotool", "xdotool"],
        "真实按键，如扫码枪", "real key events, as a scanner gun makes"),
    need(Window, Program("xclip"), ["xclip", "xclip", "xclip", "xclip"],
        "粘贴图片", "pastes a picture"),
    need(Window, Program("dbus-run-session"), ["dbus", "dbus-daemon", "dbus", "dbus-1"],
        "窗口的会话总线", "a session bus for the window"),
    need(Window, Program("pdftotext"), ["poppler-utils", "poppler-utils", "poppler", "poppler-tools"],
        "核对打印文书", "reads the papers back"),
    need(Window, Program("fcitx5"), ["fcitx5", "fcitx5", "fcitx5", "fcitx5"],
        "中文输入法，试扫码枪用", "an input method, to try the scanner gun under"),
    need(Window, File("/usr/share/fcitx5/inputmethod/pinyin.conf"), ["fcitx5-chinese-addons", "fcitx5-chinese-addons", "fcitx5-chinese-addons", "fcitx5-chinese-addons"],
        "拼音", "pinyin for it"),
    need(Window, GtkInput("im-fcitx5.so"), ["fcitx5-frontend-gtk3", "fcitx5-gtk3", "fcitx5-gtk", "fcitx5-gtk3"],
        "输入法接到窗口", "its way into the window"),
    need(Window, File("/usr/share/fcitx5/addon/fullwidth.conf"), ["fcitx5-module-fullwidth", "fcitx5-chinese-addons", "fcitx5-chinese-addons", "fcitx5-chinese-addons"],
        "全角", "full width for it"),
    need(Tests, Program("socat"), ["socat", "socat", "socat", "socat"],
        "虚拟串口对", "a pair of virtual serial ports"),
    need(Tests, Program("openssl"), ["openssl", "openssl", "openssl", "openssl"],
        "独立核验签名", "checks signatures with another implementation"),
    need(Tests, Program("gnome-keyring-daemon"), ["gnome-keyring", "gnome-keyring", "gnome-keyring", "gnome-keyring"],
        "真实的系统密钥库", "a real keystore of the system"),
    need(Tests, Program("dbus-daemon"), ["dbus", "dbus-daemon", "dbus", "dbus-1"],
        "密钥库的会话总线", "a session bus for the keystore"),
];

/// What the stages need and this machine has not, each package once.
pub fn missing(stages: &[Stage]) -> Vec<&'static Need> {
    let mut found: Vec<&Need> = Vec::new();
    for need in NEEDS.iter().filter(|need| stages.contains(&need.stage)) {
        let asked = found.iter().any(|earlier| earlier.apt == need.apt);
        if !asked && !need.probe.is_there() {
            found.push(need);
        }
    }
    found
}

impl Probe {
    pub fn is_there(&self) -> bool {
        match self {
            Self::Library(name) => succeeds(Command::new("pkg-config").args(["--exists", name])),
            Self::Program(name) => find_program(name).is_some(),
            Self::ChineseFont => has_chinese_font(),
            Self::Clang => has_libclang(),
            Self::File(path) => Path::new(path).is_file(),
            Self::GtkInput(module) => has_gtk_input(module),
        }
    }
}

/// Asks fontconfig; where its command is not installed, looks for the usual files.
fn has_chinese_font() -> bool {
    if find_program("fc-list").is_some() {
        return read(Command::new("fc-list").args([":lang=zh-cn", "family"]))
            .is_ok_and(|list| !list.trim().is_empty());
    }
    let usual = ["NotoSansCJK", "SourceHanSans", "wqy", "DroidSansFallback"];
    let mut folders = vec![PathBuf::from("/usr/share/fonts")];
    while let Some(folder) = folders.pop() {
        for path in entries(&folder) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_file() && usual.iter().any(|start| name.starts_with(start)) {
                return true;
            }
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    false
}

/// Where the loader of the build looks: the variable, the system's folders, each version of LLVM.
fn has_libclang() -> bool {
    let set = std::env::var_os("LIBCLANG_PATH").map(PathBuf::from);
    let system = ["/usr/lib64", "/usr/lib", "/usr/lib/x86_64-linux-gnu"].map(PathBuf::from);
    let llvm = entries(Path::new("/usr/lib"));
    let folders = set.into_iter().chain(system);
    folders
        .chain(llvm.into_iter().map(|folder| folder.join("lib")))
        .flat_map(|folder| entries(&folder))
        .any(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let version = name.strip_prefix("libclang-").unwrap_or_default();
            name.starts_with("libclang.so") || version.starts_with(|c: char| c.is_ascii_digit())
        })
}

/// In the library folders of the distributions, the one of this processor among them.
fn has_gtk_input(module: &str) -> bool {
    let library = Path::new("/usr/lib");
    let folders = [PathBuf::from("/usr/lib64"), library.to_owned()].into_iter();
    folders.chain(entries(library)).any(|folder| {
        let modules = folder.join("gtk-3.0/3.0.0/immodules");
        modules.join(module).is_file()
    })
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).map_or_else(
        |_| Vec::new(),
        |list| list.flatten().map(|entry| entry.path()).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_need_says_what_it_is_for_in_both_languages() {
        for need in NEEDS {
            assert!(!need.zh.is_ascii(), "{}: {}", need.apt, need.zh);
            assert!(need.en.is_ascii() && !need.en.is_empty(), "{}", need.apt);
        }
    }

    #[test]
    fn what_is_not_installed_is_seen_as_missing() {
        assert!(!Library("no-such-library-1.0").is_there());
        assert!(!Program("no-such-program").is_there());
        assert!(!GtkInput("im-none.so").is_there());
    }
}
