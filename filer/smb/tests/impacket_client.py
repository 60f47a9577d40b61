"""A second implementation as client: impacket's SMB library. Usage: impacket_client.py PORT"""

import io
import sys

from impacket.smb3structs import (
    FILE_OPEN, FILE_OPEN_IF, FILE_NON_DIRECTORY_FILE, FILE_SHARE_READ, FILE_SHARE_WRITE, GENERIC_ALL,
    SMB2_DIALECT_002, SMB2_DIALECT_21, SMB2_DIALECT_30,
)
from impacket.smbconnection import SMBConnection, SessionError

port = int(sys.argv[1])


def connect(dialect=None):
    return SMBConnection("SAVEPOINT", "127.0.0.1", sess_port=port, preferredDialect=dialect)


def refused(status, call):
    try:
        call()
    except SessionError as error:
        assert status in str(error), f"expected {status}, got {error}"
    else:
        raise AssertionError(f"{status} expected")


for dialect in (SMB2_DIALECT_002, SMB2_DIALECT_21, SMB2_DIALECT_30):
    connection = connect(dialect)
    assert connection.getDialect() == dialect
    refused("STATUS_LOGON_FAILURE", lambda: connection.login("games", "wrong"))
    connection = connect(dialect)
    connection.login("games", "Passw0rd1")
    assert connection.isSigningRequired()

    shares = {share["shi1_netname"][:-1] for share in connection.listShares()}
    assert shares == {"share", "readonly", "IPC$"}, shares
    refused("STATUS_BAD_NETWORK_NAME", lambda: connection.connectTree("nope"))

    content = bytes(range(256)) * 1000
    connection.createDirectory("share", "dir")
    connection.putFile("share", "dir\\file", io.BytesIO(content).read)
    back = io.BytesIO()
    connection.getFile("share", "dir\\file", back.write)
    assert back.getvalue() == content
    names = {entry.get_longname(): entry.get_filesize() for entry in connection.listPath("share", "dir\\*")}
    assert names == {".": 0, "..": 0, "file": len(content)}, names

    connection.rename("share", "dir\\file", "dir\\renamed")
    refused("STATUS_OBJECT_NAME_NOT_FOUND", lambda: connection.deleteFile("share", "dir\\file"))
    refused("STATUS_DIRECTORY_NOT_EMPTY", lambda: connection.deleteDirectory("share", "dir"))
    refused("STATUS_OBJECT_NAME_COLLISION", lambda: connection.createDirectory("share", "dir"))

    tree = connection.connectTree("share")
    handle = connection.openFile(
        tree, "dir\\renamed", desiredAccess=GENERIC_ALL, shareMode=FILE_SHARE_READ,
        creationOption=FILE_NON_DIRECTORY_FILE, creationDisposition=FILE_OPEN)
    refused("STATUS_SHARING_VIOLATION", lambda: connection.openFile(
        tree, "dir\\renamed", desiredAccess=GENERIC_ALL, shareMode=FILE_SHARE_READ | FILE_SHARE_WRITE,
        creationOption=FILE_NON_DIRECTORY_FILE, creationDisposition=FILE_OPEN_IF))
    connection.writeFile(tree, handle, b"patched", offset=100)
    assert connection.readFile(tree, handle, 98, 11) == content[98:100] + b"patched" + content[107:109]
    info = connection.queryInfo(tree, handle)
    assert info["EndOfFile"] == len(content)
    connection.closeFile(tree, handle)

    connection.deleteFile("share", "dir\\renamed")
    connection.deleteDirectory("share", "dir")
    refused("STATUS_ACCESS_DENIED", lambda: connection.createDirectory("readonly", "x"))
    connection.logoff()

print("all done")
