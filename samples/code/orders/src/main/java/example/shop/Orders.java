package example.shop;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Random;

public class Orders {
    private static final String PASSWORD = "made-up-password-1";
    public String[] names = {"a", "b"};

    public ResultSet find(Connection connection, String id) throws SQLException {
        return connection.createStatement().executeQuery("SELECT * FROM orders WHERE id = '" + id + "'");
    }

    public ResultSet findByName(Connection connection, String name) throws SQLException {
        return connection.createStatement().executeQuery("SELECT * FROM orders WHERE name = '" + name + "'");
    }

    public byte[] digest(byte[] content) throws Exception {
        return MessageDigest.getInstance("MD5").digest(content);
    }

    public Process ping(String host) throws IOException {
        return Runtime.getRuntime().exec("ping -c 1 " + host);
    }

    public Object read(InputStream input) throws Exception {
        return new ObjectInputStream(input).readObject();
    }

    public int token() {
        return new Random().nextInt();
    }

    public InputStream receipt(String name) throws IOException {
        return new FileInputStream(new File("/srv/receipts/" + name));
    }

    public boolean login(String password) {
        return password == PASSWORD;
    }

    public String[] names() {
        return names;
    }

    public int length(String value) {
        if (value == null) {
            System.out.println("none: " + value.length());
        }
        return value.length();
    }
}
