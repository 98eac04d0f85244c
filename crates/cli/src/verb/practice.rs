use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use backend::{Care, Config, Server, StartError};
use clap::Args;
use uuid::Uuid;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::{clock, station};

/// 启动练习城市，直到 Ctrl-C。
#[derive(Debug, Args)]
pub struct Practice {
    /// 监听的地址；不给时用本机的空闲端口和随机口令
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// 存放数据的文件夹；不给时放在数据文件夹下的 city
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// 备份存放的文件夹；给出后，只有已备份的内容才算稳妥
    #[arg(long, value_name = "DIR")]
    backups: Option<PathBuf>,
    /// 启动前先恢复这个备份；原有的数据库改名保留
    #[arg(long, value_name = "FILE")]
    restore: Option<PathBuf>,
    /// 以另一个城市的名义运行，供验收登记流程使用
    #[arg(long, value_name = "NAME")]
    realm: Option<String>,
    /// 标准输入关闭时一并停止
    #[arg(long)]
    until_stdin_closes: bool,
    /// 外部数据库（本版本还没有）
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// 事项总数：练习城市自带的事项之外，再按种子生成，供测量用
    #[arg(long, value_name = "N")]
    items: Option<u32>,
    /// 事项文件（JSON）所在的文件夹：替换同编码的事项或增加事项，先过检查
    #[arg(long, value_name = "DIR")]
    catalogue: Option<PathBuf>,
    /// 生成事项的种子，相同的种子生成相同的事项
    #[arg(long, value_name = "S", requires = "items")]
    seed: Option<u64>,
}

impl Practice {
    /// Runs the backend until it is told to stop.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        if self.database.is_some() {
            return Err(Fault::usage("本版本只用内置数据库，不支持 --database。"));
        }
        let folder = match self.folder {
            Some(folder) => folder,
            None => station::folder(common)?.join("city"),
        };
        if let Some(backup) = &self.restore {
            backend::restore(backup, &folder).map_err(|error| not_started(&error))?;
            out.say("已恢复备份，各窗口会自动补送缺少的内容。");
        }
        let care = Care {
            backups: self.backups,
            realm: self.realm,
            catalogue: self.catalogue,
            ..Care::default()
        };
        let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let config = Config {
            listen: self.listen.unwrap_or(loopback),
            token: self
                .listen
                .is_none()
                .then(|| Uuid::new_v4().simple().to_string()),
            folder,
            now: clock::chosen(common)?,
            items: self
                .items
                .map(|items| (items, self.seed.unwrap_or_default())),
        };
        let server = Server::start_with(config, care).await;
        let server = server.map_err(|error| not_started(&error))?;
        let url = server.url();
        out.line(&serde_json::json!({ "url": url }), || {
            format!("练习城市已启动：{url}")
        })?;
        let mut server = server;
        tokio::select! {
            ended = server.wait() => ended?,
            told = told_to_stop() => {
                told?;
                server.stop().await;
            }
            () = stdin_closed(self.until_stdin_closes) => server.stop().await,
        }
        Ok(Exit::Done)
    }
}

fn not_started(error: &StartError) -> Fault {
    match error {
        StartError::Items(lines) => {
            let said = format!("事项数据不能发布，练习城市没有启动：\n{}", lines.join("\n"));
            Fault::Said(Exit::Invalid, said)
        }
        _ => Fault::Said(Exit::Failed, format!("练习城市没有启动：{error}。")),
    }
}

/// Returns at Ctrl-C or, on Unix, SIGTERM.
async fn told_to_stop() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// Returns when stdin ends; never, where nobody asked for that.
async fn stdin_closed(wanted: bool) {
    if !wanted {
        std::future::pending::<()>().await;
    }
    let (ended, end) = tokio::sync::oneshot::channel();
    // A thread of its own: it ends with the process, whatever stdin does.
    std::thread::spawn(move || {
        // Whatever comes is thrown away; an error is an end, too.
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        let _ = ended.send(());
    });
    let _ = end.await;
}
