"""What a scrutineer takes home (核票包): the audit file, the page that checks it without a network, and a short note."""

from pathlib import Path

from evalsite.audit.format import IN_PARCEL, pack

PAGE = Path(__file__).parents[1] / "static" / "verify" / "evalsite-verify.html"
"""One file with script and style inside (frontend/src/verify); asks what ``evalsite.audit.verify`` asks."""

PAGE_NAME, NOTE_NAME = "核票工具.html", "说明.txt"

NOTE = """云端测评 核票包

1. 先把这个压缩包解开（右键“全部解压”）。
2. 双击“核票工具.html”，用 Edge、Chrome 或 360 极速浏览器打开。断网也能用，文件不会发出去。
3. 把“复核文件.zip”拖到页面上，不用解开。页面逐项核对，打勾是通过，打叉是没有通过。
4. 把页面上的“活动校验码”和测评条、海报上印的对一遍：一样，才是大家投票的那一次。
5. 手里有回执码的，可以在页面上查自己的票在不在箱里。
6. 有一项打叉，就不要采信这份文件，请把它交给监票人。
7. 不放心这个页面的，可以自己装程序，用命令核对：evalsite verify 复核文件.zip
8. 连程序也不想用的，照复核文件里 README.txt 写的办法手工核对。
9. 包里没有选票，看不出谁投了什么；公布的结果和意见在里面，交给谁，不要超出可见范围。
10. 得票由开箱计票得出。要把选票重数一遍，请监票人带上份额重新开箱。
"""


def page() -> bytes:
    """The checker as one HTML file."""
    return PAGE.read_bytes()


def kit(bundle: bytes) -> bytes:
    """A zip of the audit file as it is, the page and the note. The same file gives the same bytes.

    The note begins with a byte order mark and has the line ends of Windows: old editors there read it no other way.
    """
    note = NOTE.replace("\n", "\r\n").encode("utf-8-sig")
    return pack({NOTE_NAME: note, PAGE_NAME: page(), IN_PARCEL: bundle})
