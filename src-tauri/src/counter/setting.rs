//! What a station sets about its devices, shown and changed on 设备.

use std::time::Duration;

use desk::counter::{holders, troubles};
use desk::view::{DeviceSettingsView, PortView, PracticeReaderView};
use desk::{Desk, DeskFault, Outcome};
use devices::id_reader::{Address, Kept};
use devices::panel::within;
use devices::serial::{Line, Ports, Seen, System};

use super::Counter;

/// A system that does not list its ports holds nobody longer.
const PATIENCE: Duration = Duration::from_secs(2);
/// What serial lines run at.
const BAUDS: std::ops::RangeInclusive<u32> = 300..=3_000_000;

impl Counter {
    /// As set now, with what there is to choose from. Blocks for as long as the system lists its ports.
    #[must_use]
    pub fn settings(&self, desk: &Desk) -> DeviceSettingsView {
        let line: Line = self.kept.get("serial");
        let mut ports = seen();
        // One that is set and not plugged in must not vanish from its own list.
        if !line.port.is_empty() && ports.iter().all(|port| port.name != line.port) {
            ports.push(Seen {
                name: line.port.clone(),
                usb: line.usb.clone(),
                product: String::new(),
            });
        }
        let play = self.reader.playing();
        DeviceSettingsView {
            reader: self.place().address,
            baud: line.speed(),
            port: line.port,
            ports: ports.into_iter().map(port).collect(),
            practice: desk.is_practice().then(|| PracticeReaderView {
                citizen: play.citizen,
                citizens: holders(),
                trouble: play.trouble,
                troubles: troubles(),
            }),
        }
    }

    /// Keeps other settings and works by them from now on.
    ///
    /// # Errors
    /// An address that is not on this machine, a speed that is none, the disk's: nothing is changed then.
    pub fn set(&self, reader: &str, port: &str, baud: u32) -> Outcome<()> {
        let reader = reader.trim();
        if !reader.is_empty() && Address::parse(reader).is_err() {
            let say = "读卡服务的地址要在本机，例如 http://localhost:8989，没有改动。请核对厂家服务程序里的端口；不确定就留空。";
            return Err(DeskFault::new("reader_address", say));
        }
        if !BAUDS.contains(&baud) {
            let say = "波特率要在 300 到 3000000 之间，没有改动。请照扫码盒说明书填写，常见 9600 或 115200。";
            return Err(DeskFault::new("baud", say));
        }
        let port = port.trim();
        let usb = seen().into_iter().find(|seen| seen.name == port);
        let line = Line {
            port: port.to_owned(),
            usb: usb.map(|seen| seen.usb).unwrap_or_default(),
            baud,
        };
        let address = Kept {
            address: reader.to_owned(),
        };
        let before: Line = self.kept.get("serial");
        self.kept.put("reader", &address).map_err(disk)?;
        self.kept.put("serial", &line).map_err(disk)?;
        if before != line {
            self.serial.set(&line);
        }
        Ok(())
    }
}

fn seen() -> Vec<Seen> {
    within(PATIENCE, || System.list()).unwrap_or_default()
}

fn port(seen: Seen) -> PortView {
    let text = match seen.product.as_str() {
        "" => seen.name.clone(),
        product => format!("{}（{product}）", seen.name),
    };
    PortView {
        name: seen.name,
        text,
    }
}

fn disk(_error: std::io::Error) -> DeskFault {
    let say = "设备设置没有存下来。请检查数据文件夹的权限和磁盘空间后重试。";
    DeskFault::new("disk_failed", say)
}
